import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../../core/errors.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { assertTablesSupported, checkTable } from '../../core/remap/check-table.ts';
import { chooseSegments, shuffledSegments } from '../../core/remap/choose-segments.ts';
import { unitsPerChange } from '../../core/remap/estimate.ts';
import { findObstacles, planRemap } from '../../core/remap/plan-remap.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import { verifyRemap } from '../../core/remap/verify-remap.ts';
import { createFakeTable } from '../support/fake-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createRemapPorts, remapOnce, seededRandom, tableToRemap } from '../support/remap-world.ts';

const lookup = lookupOf(pairOf(1), pairOf(2));
const items: Item[] = [
  { id: { S: 'a' }, owner: { S: oldSub(1) }, secret: { S: 'private note' } },
  { id: { S: 'b' }, owner: { S: 'user-2' }, secret: { S: 'private note' } },
  { id: { S: 'c' }, owner: { S: `${oldSub(1)}::user-2` } },
  { id: { S: 'd' }, owner: { S: newSub(1) } },
  { id: { S: 'e' }, owner: { S: 'private stranger' } },
  { id: { S: 'f' }, owner: { N: '1' } },
];

const factsOf = (changes: Partial<TableFacts>) => createFakeTable([], { facts: changes }).facts;
const rulesOf = (...owners: string[]) => tableToRemap({ table: createFakeTable([]), lookup, owners }).rules;

describe('planRemap', () => {
  it('writes nothing, and says by path and form what would change', async () => {
    const table = createFakeTable(items);
    const world = { table, lookup, owners: ['owner'] };

    const { tables } = await planRemap(
      { tables: [tableToRemap(world)], pace: defaultPace, limits: { readUnitsPerSecond: 10, writeUnitsPerSecond: 10 } },
      createRemapPorts(world).ports,
    );

    expect(new Set(table.calls)).toEqual(new Set(['scanSegment']));
    expect(tables[0]?.survey.tally).toEqual({
      items: 6,
      changed: 2,
      untouched: 3,
      gone: 0,
      conflicts: 1,
      conflictsByCode: { 'halves-differ': 1 },
      byPath: {
        owner: { mapped: { sub: 1, username: 1, 'sub::username': 0 }, current: 1, unmapped: 1, otherShape: 1 },
      },
    });
    expect(tables[0]?.survey.writeUnits).toBe(2);
  });

  it('shows samples by key, and no value of an item', async () => {
    const world = { table: createFakeTable(items), lookup, owners: ['owner'] };

    const plan = await planRemap(
      { tables: [tableToRemap(world)], pace: defaultPace, limits: { readUnitsPerSecond: 10, writeUnitsPerSecond: 10 } },
      createRemapPorts(world).ports,
    );

    expect(plan.tables[0]?.survey.samples).toContainEqual({ key: { id: { S: 'e' } }, path: 'owner', what: 'unmapped' });
    expect(JSON.stringify(plan)).not.toContain('private');
  });

  it('names the paths at which no item has anything, and no path that only conflicting items have', async () => {
    const item = { id: { S: 'a' }, owner: { S: `${oldSub(1)}::user-2` }, author: { S: oldSub(1) } };
    const world = { table: createFakeTable([item]), lookup, owners: ['owner', 'author', 'ownr'] };

    const { tables } = await verifyRemap(
      { tables: [tableToRemap(world)], pace: defaultPace },
      createRemapPorts(world).ports,
    );

    expect(tables[0]?.emptyPaths).toEqual(['ownr']);
  });

  it('shows the same samples, the first by key, in whatever order the segments are read', async () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ id: { S: `item-${n + 10}` }, owner: { S: 'a stranger' } }));
    const world = { table: createFakeTable(many), lookup, owners: ['owner'] };
    const samplesOf = async (seed: number, totalSegments: number) => {
      const ports = { ...createRemapPorts(world).ports, random: seededRandom(seed) };
      const { tables } = await verifyRemap({ tables: [tableToRemap(world)], pace: defaultPace, totalSegments }, ports);
      return tables[0]?.samples.map(({ key }) => key);
    };

    const first = ['item-10', 'item-11', 'item-12'].map((id) => ({ id: { S: id } }));
    for (const [seed, segments] of [
      [1, 8],
      [2, 8],
      [3, 5],
    ] as const) {
      expect(await samplesOf(seed, segments)).toEqual(first);
    }
  });

  it('takes the size of items from what reading them cost where DynamoDB has no sizes yet', async () => {
    const table = createFakeTable(items, { facts: { estimatedItems: 6, estimatedBytes: 0 } });
    const world = { table, lookup, owners: ['owner'] };
    const ports = createRemapPorts(world).ports;
    // Two pages of three items of 4 KB, and an empty one, each rounded up.
    const { scanSegment } = table.ports;
    ports.tables.scanSegment = async (request) => {
      const page = await scanSegment(request);
      return { ...page, readUnits: page.items.length > 0 ? 2 : 0.5 };
    };

    const { tables } = await planRemap(
      {
        tables: [tableToRemap(world)],
        pace: defaultPace,
        totalSegments: 1,
        limits: { readUnitsPerSecond: 10, writeUnitsPerSecond: 10 },
      },
      ports,
    );

    expect(tables[0]?.survey.writeUnits).toBe(2 * 4);
  });

  it('foretells exactly what a rewrite then does', async () => {
    const table = createFakeTable(items);
    const world = { table, lookup, owners: ['owner'] };
    const plan = await planRemap(
      { tables: [tableToRemap(world)], pace: defaultPace, limits: { readUnitsPerSecond: 10, writeUnitsPerSecond: 10 } },
      createRemapPorts(world).ports,
    );

    const { tables } = await remapOnce(world);

    expect(tables[0]?.passes[0]).toEqual(plan.tables[0]?.survey.tally);
  });
});

describe('verifyRemap', () => {
  it('counts items with old ids and with contradicting ids as leftovers, and no others', async () => {
    const table = createFakeTable(items);
    const world = { table, lookup, owners: ['owner'] };
    const verify = () =>
      verifyRemap({ tables: [tableToRemap(world)], pace: defaultPace }, createRemapPorts(world).ports);

    expect((await verify()).leftoverItems).toBe(3);
    await remapOnce(world);
    expect((await verify()).leftoverItems).toBe(1);
  });

  it('counts what it could not judge, which may hold old ids all the same', async () => {
    const table = createFakeTable([{ id: { S: 'a' }, owner: { L: [{ S: oldSub(1) }] } }]);
    const world = { table, lookup, owners: ['owner'] };

    const result = await verifyRemap(
      { tables: [tableToRemap(world)], pace: defaultPace },
      createRemapPorts(world).ports,
    );

    expect(result).toMatchObject({ leftoverItems: 0, unjudgedValues: 1 });
  });
});

describe('checkTable', () => {
  it.each([
    ['the owner is the partition key', { keyAttributes: ['owner'] }, 'owner'],
    ['the owner is the sort key', { keyAttributes: ['id', 'owner'] }, 'owner'],
    ['a list in the key attribute', { keyAttributes: ['owner'] }, 'owner[]'],
    ['the sort key is composed of the owner', { keyAttributes: ['id', 'owner#createdAt'] }, 'owner'],
    [
      'an index key is composed of the owner',
      { indexes: [{ name: 'x', kind: 'global', keyAttributes: ['id', 'owner#createdAt'], projection: 'all' }] },
      'owner',
    ],
    ['the table is being deleted', { status: 'DELETING' }, 'owner'],
  ] as const)('refuses when %s', (_, facts, owner) => {
    expect(checkTable(rulesOf(owner), factsOf(facts))).toHaveLength(1);
  });

  it('allows an owner that is the key of an index', () => {
    const facts = factsOf({
      indexes: [{ name: 'x', kind: 'global', keyAttributes: ['owner'], projection: 'all' }],
    });

    expect(checkTable(rulesOf('owner'), facts)).toEqual([]);
  });

  it('names all tables at once', () => {
    const tables = ['A', 'B'].map((name) => ({
      rules: rulesOf('owner'),
      facts: factsOf({ name, keyAttributes: ['owner'] }),
    }));

    expect(() => assertTablesSupported(tables)).toThrow(ProblemsError);
    expect(() => assertTablesSupported(tables)).toThrow('2 problems');
  });
});

describe('findObstacles', () => {
  const obstacles = (facts: Partial<TableFacts>, allowed: { pitr?: boolean; writer?: boolean } = {}) =>
    findObstacles([{ rules: rulesOf('owner'), facts: factsOf(facts) }], {
      withoutPointInTimeRecovery: allowed.pitr === true,
      regionIsWriter: allowed.writer === true,
    });

  it.each(['off', 'unknown'] as const)(
    'asks for a decision when point-in-time recovery is %s',
    (pointInTimeRecovery) => {
      expect(obstacles({ pointInTimeRecovery })).toEqual([expect.stringContaining('--without-pitr')]);
      expect(obstacles({ pointInTimeRecovery }, { pitr: true })).toEqual([]);
    },
  );

  it('asks for a decision on a global table', () => {
    expect(obstacles({ replicaRegions: ['us-east-1'] })).toEqual([expect.stringContaining('--region-is-writer')]);
    expect(obstacles({ replicaRegions: ['us-east-1'] }, { writer: true })).toEqual([]);
  });
});

describe('unitsPerChange', () => {
  const index = (keyAttributes: string[], projection: 'all' | 'keys-only' | string[]) =>
    ({ name: 'x', kind: 'global', keyAttributes, projection }) as const;

  it.each([
    ['one for a small item', [], 0, 1],
    ['the item rounded up to kilobytes', [], 2500, 3],
    ['two more for an index on the owner', [index(['owner'], 'keys-only')], 0, 3],
    ['two more at item size for an index on the owner with everything', [index(['owner'], 'all')], 2500, 9],
    ['one more for an index with everything', [index(['other'], 'all')], 0, 2],
    ['one more for an index that includes the owner', [index(['other'], ['owner'])], 0, 2],
    ['none for an index without the owner', [index(['other'], ['title']), index(['other'], 'keys-only')], 0, 1],
  ] as const)('counts %s', (_, indexes, averageBytes, units) => {
    const facts = factsOf({ indexes: [...indexes], estimatedItems: 10, estimatedBytes: 10 * averageBytes });

    expect(unitsPerChange(facts, ['owner'])).toBe(units);
  });
});

describe('chooseSegments', () => {
  it.each([
    [0, 8],
    [4 * 2 ** 30, 8],
    [100 * 2 ** 30, 200],
    [2 ** 50, 4096],
  ])('cuts %d bytes into %d', (bytes, segments) => {
    expect(chooseSegments(bytes)).toBe(segments);
  });

  it('visits every segment once', () => {
    const order = shuffledSegments(100, seededRandom(3));

    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });
});
