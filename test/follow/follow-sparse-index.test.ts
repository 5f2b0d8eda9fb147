import { describe, expect, it } from 'vitest';
import { PoolferryError } from '../../core/errors.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { chooseSegments } from '../../core/remap/choose-segments.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import { followPlanBlocks } from '../../scripts/commands/remap-follow-report.ts';
import { createFakeTable } from '../support/fake-table.ts';
import {
  boundRow,
  byOwnerAndTime,
  createFollowWorld,
  hourMs,
  item,
  minuteMs,
  newYearMs,
  ownersIn,
} from '../support/follow-world.ts';
import { newSub, oldSub } from '../support/identity-pairs.ts';

const time = { createdAt: { S: '2026' } };
const tableOf = (...items: Item[]) => createFakeTable(items, { facts: { indexes: [byOwnerAndTime] } });
const scansOf = ({ calls }: ReturnType<typeof tableOf>) => calls.filter((call) => call === 'scanSegment').length;

describe('following where an index lacks items without its sort key', () => {
  it('finds all of them by the first round, and later ones by the index at once or by the next scan', async () => {
    const table = tableOf(item('in', oldSub(1), time), item('out', oldSub(1)));
    const world = createFollowWorld([table], [boundRow(1)], { settings: { fullIntervalMs: 10 * minuteMs } });
    await world.live(2);
    const scans = scansOf(table);
    expect(ownersIn(table)).toEqual({ in: newSub(1), out: newSub(1) });
    table.put(item('in later', oldSub(1), time));
    table.put(item('out later', oldSub(1)));

    await world.live(2);
    expect(ownersIn(table)).toMatchObject({ 'in later': newSub(1), 'out later': oldSub(1) });
    expect(scansOf(table)).toBe(scans);

    await world.live(10);
    expect(ownersIn(table)).toMatchObject({ 'out later': newSub(1) });
    expect(scansOf(table)).toBe(2 * scans);
  });

  it('settles nobody before a scan after their last old token, which finds what the index does not have', async () => {
    const table = tableOf();
    const world = createFollowWorld([table], [boundRow(1)], { settings: { fullIntervalMs: 50 * minuteMs } });
    // Scans at 0, 50 and 100 minutes; the last old token ends at 60, and five minutes are for clocks and indexes.
    await world.live(60);
    table.put(item('out', oldSub(1)));

    const { rounds } = await world.live(60);

    const settledAt = rounds.filter(({ settled }) => settled > 0).map(({ number }) => number);
    expect(ownersIn(table)).toEqual({ out: newSub(1) });
    expect(settledAt).toHaveLength(1);
    expect(scansOf(table)).toBe(3 * chooseSegments(0));
    expect(rounds.at(-1)).toMatchObject({ due: 0 });
  });

  it('scans no more often for being started again and again', async () => {
    const table = tableOf(item('in', oldSub(1), time));
    const world = createFollowWorld([table], [boundRow(1)], { settings: { once: true } });
    await world.once();
    const scans = scansOf(table);

    for (let starts = 0; starts < 5; starts += 1) await world.once();

    expect(scansOf(table)).toBe(scans);
  });

  it('scans no more often after another table has failed, settles nobody then, and scans once it is started again', async () => {
    const broken = createFakeTable([], { facts: { name: 'Audit' } });
    broken.faultAt = () => ({ when: 'before', error: new PoolferryError('No access.', { code: 'access-denied' }) });
    const table = tableOf(item('in', oldSub(1), time));
    const longAgo = boundRow(1, newYearMs - 50 * hourMs);
    const world = createFollowWorld([broken, table], [longAgo], { settings: { fullIntervalMs: 6 * minuteMs } });

    const { totals } = await world.live(10);

    expect(scansOf(table)).toBe(2 * chooseSegments(0));
    expect(totals).toMatchObject({ followed: 0, settled: 0 });
    broken.faultAt = () => undefined;
    expect(await world.live(1)).toMatchObject({ totals: { followed: 1, settled: 1 } });
    expect(scansOf(table)).toBe(3 * chooseSegments(0));
  });

  it('scans although the clock was set back since the last scan', async () => {
    const table = tableOf(item('in', oldSub(1), time));
    const world = createFollowWorld([table], [boundRow(1)], { settings: { once: true } });
    await world.once();
    const scans = scansOf(table);

    world.setClockBack(hourMs / 2);
    await world.once();

    expect(scansOf(table)).toBe(2 * scans);
  });

  describe('is told in the plan', () => {
    const blocksOf = (estimatedBytes: number, more: { indexes?: TableFacts['indexes']; once?: boolean } = {}) => {
      const { indexes = [byOwnerAndTime], once = false } = more;
      const { facts } = createFakeTable([], { facts: { indexes, estimatedBytes } });
      const rules = toOwnerRules([{ name: 'Todo', owners: [{ path: 'owner' }], dataStore: false }])[0];
      if (rules === undefined) throw new Error('no rules');
      const plan = {
        ledgerName: 'ledger',
        bound: 3,
        recent: 2,
        incomplete: 0,
        intervalMs: minuteMs,
        fullIntervalMs: hourMs,
        tokenLifeMs: hourMs,
        once,
      };
      return followPlanBlocks(plan, [{ rules, facts }], 2_000);
    };

    it('with what is read when, and what a day costs', () => {
      const blocks = blocksOf(8_192_000_000);

      // A million units an hour at 0.125 dollars a million, and three a minute for two users.
      expect(blocks).toContainEqual(
        expect.objectContaining({ kind: 'table', rows: [['Todo', 'index, some scans', '0', '1.5', '3.00']] }),
      );
      expect(JSON.stringify(blocks)).toContain(
        'Todo: items without \\"createdAt\\" are in no index. For these the whole table is read (about 1,000,000 read units) ' +
          'in the first round, and then once in 1 h 00 min: so long they may wait, and the time of that round.',
      );
    });

    const scanOnly = { indexes: [] };
    it.each<[string, string, number, Parameters<typeof blocksOf>[1]]>([
      [
        'a scan that now and then makes a round longer',
        '1 min 00 s, and the time of a round (about a second, and about 8 min 20 s with the scan), after a user is bound',
        8_192_000_000,
        {},
      ],
      [
        'scans that take longer than what is to be between them, so that there is one in every round',
        '1 h 40 min, and the time of a round (about 1 h 40 min), after a user is bound',
        98_304_000_000,
        {},
      ],
      [
        'rounds that take longer than the interval',
        '8 min 20 s, and the time of a round (about 8 min 20 s), after a user is bound',
        8_192_000_000,
        scanOnly,
      ],
      [
        'one round',
        'until this is run again, and the time of a round (about a second, and about 8 min 20 s with the scan), after a user is bound',
        8_192_000_000,
        { once: true },
      ],
      [
        'a table of unknown size that is scanned',
        '1 min 00 s, and the time of a round (about a second; not counted: the scan of Todo, of unknown size), after a user is bound',
        0,
        scanOnly,
      ],
      [
        'a table of unknown size that is scanned now and then',
        '1 min 00 s, and the time of a round (about a second; not counted: the scan of Todo, of unknown size), after a user is bound',
        0,
        {},
      ],
    ])('with how long a user waits: %s', (_what, lag, estimatedBytes, more) => {
      expect(blocksOf(estimatedBytes, more)[0]).toMatchObject({ facts: expect.arrayContaining([['Lag', lag]]) });
    });

    it('with the read units of a round also where the size of the table is unknown, and with that the dollars are', () => {
      expect(blocksOf(0)).toContainEqual(
        expect.objectContaining({ kind: 'table', rows: [['Todo', 'index, some scans', '0', '1.5', 'unknown']] }),
      );
    });

    it('with how long items in no index wait where a scan takes longer than what is to be between two', () => {
      expect(JSON.stringify(blocksOf(98_304_000_000))).toContain('once in 1 h 40 min: so long they may wait');
    });
  });
});
