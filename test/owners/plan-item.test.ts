import { describe, expect, it } from 'vitest';
import type { Item } from '../../core/owners/attribute-value.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { planItem } from '../../core/owners/plan-item.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';

const lookup = lookupOf(pairOf(1), pairOf(2), pairOf(3, { newSub: newSub(2), newUsername: newSub(2), via: 'merge' }));
const stranger = '99999999-0000-4000-8000-000000000000';

const plan = (item: Item, ...paths: string[]) => {
  const [rules] = toOwnerRules([{ name: 'Todo', owners: paths.map((path) => ({ path })), dataStore: false }]);
  return planItem(item, rules?.paths ?? [], lookup);
};
const toSub = (at: readonly (string | number)[], number: number) =>
  expect.objectContaining({ at, from: { S: oldSub(number) }, to: { S: newSub(number) }, forms: ['sub'] });

describe('planItem', () => {
  it('finds an owner in an attribute, in maps, in lists and in maps of lists', () => {
    const item: Item = {
      owner: { S: oldSub(1) },
      meta: { M: { createdBy: { S: oldSub(2) } } },
      editors: { L: [{ S: stranger }, { S: oldSub(1) }] },
      members: { L: [{ M: { userId: { S: oldSub(2) } } }, { M: {} }] },
    };

    const { changes, kept } = plan(item, 'owner', 'meta.createdBy', 'editors[]', 'members[].userId');

    expect(changes).toEqual([
      toSub(['owner'], 1),
      toSub(['meta', 'createdBy'], 2),
      toSub(['editors', 1], 1),
      toSub(['members', 0, 'userId'], 2),
    ]);
    expect(kept).toEqual([{ path: 'editors[]', kind: 'unmapped' }]);
  });

  it('looks at nothing but the configured paths', () => {
    const { changes } = plan({ owner: { S: oldSub(1) }, other: { S: oldSub(1) } }, 'owner');

    expect(changes).toHaveLength(1);
  });

  it('rewrites a string set as one change, keeps its order and makes no duplicates', () => {
    const set: Item = { editors: { SS: [newSub(2), oldSub(2), oldSub(3), stranger, oldSub(1)] } };

    const { changes, kept } = plan(set, 'editors[]');

    expect(changes).toEqual([
      {
        path: 'editors[]',
        at: ['editors'],
        from: set.editors,
        to: { SS: [newSub(2), stranger, newSub(1)] },
        forms: ['sub', 'sub', 'sub'],
      },
    ]);
    expect(kept.map(({ kind }) => kind)).toEqual(['current', 'unmapped']);
  });

  it.each([
    ['absent', undefined],
    ['null', { NULL: true }],
  ] as const)('takes an owner that is %s for no owner', (_, value) => {
    const { changes, kept } = plan(value === undefined ? {} : { owner: value }, 'owner');

    expect([changes, kept]).toEqual([[], []]);
  });

  it.each([
    ['a list where a string is promised', 'owner', { L: [{ S: oldSub(1) }] }],
    ['a string where a list is promised', 'owner[]', { S: oldSub(1) }],
    ['a number', 'owner', { N: '7' }],
    ['a string where a map is promised', 'owner.by', { S: oldSub(1) }],
    ['a set where maps are promised', 'owner[].by', { SS: [oldSub(1)] }],
  ] as const)('reports %s instead of passing it over', (_, path, value) => {
    const { changes, kept } = plan({ owner: value }, path);

    expect(changes).toEqual([]);
    expect(kept).toEqual([{ path, kind: 'other-shape' }]);
  });

  it('names a conflict by path and place', () => {
    const { conflicts } = plan({ editors: { L: [{ S: 'x' }, { S: `${oldSub(1)}::user-2` }] } }, 'editors[]');

    expect(conflicts).toEqual([{ path: 'editors[]', at: ['editors', 1], code: 'halves-differ' }]);
  });
});
