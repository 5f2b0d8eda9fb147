import { describe, expect, it } from 'vitest';
import type { Item } from '../../core/owners/attribute-value.ts';
import { roundBlocks } from '../../scripts/commands/remap-follow-report.ts';
import { createFakeTable } from '../support/fake-table.ts';
import {
  boundRow,
  byOwner,
  byOwnerAndTime,
  createFollowWorld,
  hourMs,
  item,
  newYearMs,
  ownersIn,
} from '../support/follow-world.ts';
import { newSub, oldSub } from '../support/identity-pairs.ts';

/** Of no single user; and what lacks the sort key is in no index, so that only a full round can meet it. */
const ofTwo = `${oldSub(1)}::user-2`;
const tableOf = (...items: Item[]) => createFakeTable(items, { facts: { indexes: [byOwnerAndTime] } });
const bothBound = [boundRow(1), boundRow(2)];
const conflictsOf = ({ rounds }: { rounds: readonly { tables: readonly { tally: { conflicts: number } }[] }[] }) =>
  rounds.map(({ tables }) => tables.reduce((sum, { tally }) => sum + tally.conflicts, 0));

describe('conflicts that only a full round meets', () => {
  it('are counted and listed by every later round, also of other processes', async () => {
    const world = createFollowWorld([tableOf(item('two', ofTwo))], bothBound, { settings: { once: true } });

    const seen = [await world.once(), await world.once(), await world.once()];

    expect(seen.flatMap(conflictsOf)).toEqual([1, 1, 1]);
    expect(seen.flatMap(({ rounds }) => rounds.map(({ isFull }) => isFull))).toEqual([true, false, false]);
    expect(seen[2]?.rounds[0]?.tables[0]?.conflicts).toEqual([{ key: { id: { S: 'two' } }, code: 'halves-differ' }]);
  });

  it('are looked at again by key: what somebody has settled by hand is none in the next round', async () => {
    const table = tableOf(item('mine now', ofTwo), item('old id', ofTwo), item('deleted', ofTwo));
    const world = createFollowWorld([table], bothBound);
    const before = await world.live(2);
    const scans = table.calls.filter((call) => call === 'scanSegment').length;
    table.put(item('mine now', newSub(1)));
    table.put(item('old id', oldSub(1)));
    table.items.delete([...table.items.keys()].at(-1) ?? '');

    const after = await world.live(2);

    expect([...conflictsOf(before), ...conflictsOf(after)]).toEqual([3, 3, 0, 0]);
    expect(ownersIn(table)).toEqual({ 'mine now': newSub(1), 'old id': newSub(1) });
    expect(table.calls.filter((call) => call === 'scanSegment')).toHaveLength(scans);
  });

  it.each([
    ['an index and some scans', [byOwnerAndTime]],
    ['a scan', []],
  ])('stay where nobody is looked for any more, without another scan: by %s', async (_route, indexes) => {
    const table = createFakeTable([item('two', ofTwo)], { facts: { indexes } });
    const longAgo = newYearMs - 50 * hourMs;
    const world = createFollowWorld([table], [boundRow(1, longAgo), boundRow(2, longAgo)]);
    await world.live(1);
    const scans = table.calls.filter((call) => call === 'scanSegment').length;

    const later = await world.live(3);

    expect(later.rounds.map(({ due, isFull }) => [due, isFull])).toEqual(Array(3).fill([0, false]));
    expect(conflictsOf(later)).toEqual([1, 1, 1]);
    expect(table.calls.filter((call) => call === 'scanSegment')).toHaveLength(scans);
  });

  it('are remembered up to a thousand of a table', async () => {
    const many = Array.from({ length: 1_001 }, (_, n) => item(`two ${n}`, ofTwo));
    const world = createFollowWorld([tableOf(...many)], bothBound);

    expect(conflictsOf(await world.live(3))).toEqual([1_001, 1_000, 1_000]);
  });
});

describe('conflicts whose owner is none of a user’s ids', () => {
  it.each([
    ['met by a scan', [], 2],
    ['not met by an index, and stay as they are either way', [byOwner], 0],
  ])('are %s', async (_what, indexes, met) => {
    const halves = item('halves', `${oldSub(1)}::somebody`, {
      at: { S: '1' },
      'owner#at': { S: `${oldSub(1)}::somebody#1` },
    });
    const composite = item('composite', 'somebody', { at: { S: '1' }, 'owner#at': { S: `${oldSub(1)}#1` } });
    const table = createFakeTable([halves, composite], { facts: { indexes } });
    const world = createFollowWorld([table], bothBound, { owners: ['owner', 'owner#at'] });

    expect(conflictsOf(await world.once())).toEqual([met]);
    expect([...table.items.values()]).toEqual([halves, composite]);
  });
});

describe('the line of a round', () => {
  it('says when items that are in no index were not looked for', async () => {
    const world = createFollowWorld([tableOf(item('two', ofTwo))], bothBound);

    const { rounds } = await world.live(2);

    expect(rounds.flatMap((round) => roundBlocks(round, ''))).toEqual([
      { kind: 'text', text: 'Round 1: 2 new, 2 looked for, changed 0, 1 conflicts.' },
      { kind: 'text', text: 'Round 2 (by indexes only): 0 new, 2 looked for, changed 0, 1 conflicts.' },
    ]);
  });
});
