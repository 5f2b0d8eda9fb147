import { describe, expect, it } from 'vitest';
import { chooseRoute, costOf } from '../../core/follow/choose-route.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import { createFakeTable } from '../support/fake-table.ts';
import { byOwner, byOwnerAndTime } from '../support/follow-world.ts';

const routeOf = (owners: readonly string[], indexes: TableFacts['indexes']) => {
  const { facts } = createFakeTable([], { facts: { indexes, estimatedItems: 1_000, estimatedBytes: 8_192_000 } });
  const [rules] = toOwnerRules([{ name: 'Todo', owners: owners.map((path) => ({ path })), dataStore: false }]);
  if (rules === undefined) throw new Error('no rules');
  const route = chooseRoute(rules, facts);
  return { kind: route.kind, ...costOf(route, facts) };
};
const scan = { kind: 'scan', unitsPerRound: 1_000, unitsPerUser: 0, unitsPerScan: 0 };
const byIndex = { kind: 'indexes', unitsPerRound: 0, unitsPerUser: 1.5, unitsPerScan: 0 };

describe('how the items of a user are found', () => {
  it.each<[string, readonly string[], TableFacts['indexes'], object]>([
    ['an index whose partition key is the owner', ['owner'], [byOwner], byIndex],
    ['a scan without an index', ['owner'], [], scan],
    ['a scan where another path has no index', ['owner', 'editors[]'], [byOwner], scan],
    [
      'a scan where the owner is only the sort key',
      ['owner'],
      [{ ...byOwner, keyAttributes: ['state', 'owner'], partitionAttributes: ['state'] }],
      scan,
    ],
    [
      'a scan where the partition key has more than the owner',
      ['owner'],
      [{ ...byOwner, partitionAttributes: ['owner', 'state'] }],
      scan,
    ],
    [
      'an index whose sort key every item has, because it is of the primary key',
      ['owner'],
      [{ ...byOwner, keyAttributes: ['owner', 'id'] }],
      byIndex,
    ],
    [
      'an index and some scans where items can lack the sort key, and so be in no index',
      ['owner'],
      [byOwnerAndTime],
      { kind: 'indexes-and-scan', unitsPerRound: 0, unitsPerUser: 1.5, unitsPerScan: 1_000 },
    ],
    ['the index that has all items, where there are two', ['owner'], [byOwnerAndTime, byOwner], byIndex],
    ['a scan where the index is local', ['owner'], [{ ...byOwner, kind: 'local' }], scan],
    ['a scan where the owner is inside an attribute of that name', ['owner.id'], [byOwner], scan],
  ])('is %s', (_title, owners, indexes, expected) => {
    expect(routeOf(owners, indexes)).toEqual(expected);
  });
});
