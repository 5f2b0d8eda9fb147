import { describe, expect, it } from 'vitest';
import type { TableConfig } from '../../core/config/schema.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { checkTable } from '../../core/remap/check-table.ts';
import { describeKeyChanges } from '../../core/remap/describe-key-changes.ts';
import { unitsPerChange } from '../../core/remap/estimate.ts';
import { planRemap } from '../../core/remap/plan-remap.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import type { IndexFacts, TableFacts } from '../../core/remap/table-facts.ts';
import { createFakeTable } from '../support/fake-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createRemapPorts, remapOnce, tableToRemap } from '../support/remap-world.ts';

const lookup = lookupOf(pairOf(1), pairOf(2));
const moving: Partial<TableConfig> = { lock: 'v', moveItems: { pointedAtBy: [] } };
const world = (
  owners: readonly string[],
  facts: Partial<TableFacts>,
  config: Partial<TableConfig> = {},
  items: Item[] = [],
) => ({
  table: createFakeTable(items, { facts }),
  lookup,
  owners,
  config,
});
const index = (kind: IndexFacts['kind'], ...keyAttributes: string[]): IndexFacts => ({
  name: 'byOwner',
  kind,
  keyAttributes,
  projection: 'all',
});
const check = (...args: Parameters<typeof world>) => {
  const { rules, facts } = tableToRemap(world(...args));
  return checkTable(rules, facts);
};
const remarks = (...args: Parameters<typeof world>) => {
  const { rules, facts } = tableToRemap(world(...args));
  return describeKeyChanges(rules, facts).join('\n');
};

describe('a table with owners in keys', () => {
  it('is worked on when moving its items was asked for, and named with the way to ask when not', () => {
    expect(check(['id'], {})).toEqual([expect.stringContaining('"moveItems"')]);
    expect(check(['id'], {}, moving)).toEqual([]);
  });

  it('has every composite that holds an owner listed', () => {
    const facts = { indexes: [index('global', 'team', 'owner#at')] };

    expect(check(['owner'], facts)).toEqual([expect.stringContaining('index "byOwner" has it inside "owner#at", too')]);
    expect(check(['owner', 'owner#at'], facts)).toEqual([]);
    expect(check(['owner'], { keyAttributes: ['id', 'owner#at'] }, moving)).toEqual([
      expect.stringContaining('the table'),
    ]);
    expect(check(['owner', 'owner#at'], { keyAttributes: ['id', 'owner#at'] }, moving)).toEqual([]);
  });

  it('has no lock that is part of the key', () => {
    expect(check(['id'], { keyAttributes: ['id', 'v'] }, moving)).toEqual([
      expect.stringContaining('cannot be the lock'),
    ]);
  });

  it('says of each index what its key changing means, and nothing where none does', () => {
    expect(remarks(['owner'], {})).toBe('');
    expect(remarks(['owner'], { indexes: [index('global', 'team')] })).toBe('');
    expect(remarks(['owner'], { indexes: [index('local', 'id', 'owner')] })).toContain(
      '"owner" is part of the key of index "byOwner"',
    );
    expect(remarks(['owner', 'owner#at'], { indexes: [index('global', 'owner', 'owner#at')] })).toContain(
      '"owner", "owner#at" are part of the key of index "byOwner"',
    );
  });

  it('says of moves what people have to know: the lock, taken keys, the stream, local indexes', () => {
    const plain = remarks(['id'], {}, moving);
    expect(plain).toContain('if "v" has not changed since it was read');
    expect(plain).toContain('key-exists');
    expect(plain).not.toMatch(/REMOVE|10 GB/);
    const all = remarks(['id'], { stream: 'NEW_AND_OLD_IMAGES', indexes: [index('local', 'id', 'team')] }, moving);
    expect(all).toContain('REMOVE and INSERT');
    expect(all).toContain('10 GB');
  });

  it.each([
    ['four for a small item', [], 0, 4],
    ['four times the item rounded up', [], 2500, 12],
    ['two more for every index', [index('global', 'owner'), index('local', 'team')], 0, 8],
  ])('counts %s when it moves', (_, indexes, averageBytes, units) => {
    const { facts } = tableToRemap(
      world(['id'], { indexes, estimatedItems: 10, estimatedBytes: 10 * averageBytes }, moving),
    );

    expect(unitsPerChange(facts, ['id'])).toBe(units);
  });

  it('is planned with its moves, their cost, and the items that will stay for want of a lock', async () => {
    const items: Item[] = [{ id: { S: oldSub(1) }, v: { N: '1' } }, { id: { S: oldSub(2) } }, { id: { S: 'nobody' } }];
    const planned = world(['id'], {}, moving, items);

    const { tables } = await planRemap(
      {
        tables: [tableToRemap(planned)],
        pace: defaultPace,
        limits: { readUnitsPerSecond: 10, writeUnitsPerSecond: 10 },
      },
      createRemapPorts(planned).ports,
    );
    const { tables: done } = await remapOnce(planned);

    expect(tables[0]?.survey.tally).toMatchObject({
      items: 3,
      changed: 1,
      untouched: 1,
      conflictsByCode: { 'no-lock': 1 },
    });
    expect(tables[0]?.survey).toMatchObject({ writeUnits: 4 });
    expect(tables[0]?.keyChanges).toContainEqual(expect.stringContaining('Items move'));
    expect(done[0]?.passes[0]).toMatchObject({ changed: 1, conflictsByCode: { 'no-lock': 1 } });
    expect([...planned.table.items.values()]).toContainEqual({ id: { S: newSub(1) }, v: { N: '1' } });
  });
});
