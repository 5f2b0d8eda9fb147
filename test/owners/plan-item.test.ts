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

  it('leaves JSON inside strings, and ids inside other text, as they are', () => {
    const json = { S: JSON.stringify({ owner: oldSub(1), by: 'user-1' }) };

    const { changes, kept } = plan(
      { owner: json, editors: { L: [json, { S: `by ${oldSub(1)}` }] } },
      'owner',
      'editors[]',
    );

    expect(changes).toEqual([]);
    expect(new Set(kept.map(({ kind }) => kind))).toEqual(new Set(['unmapped']));
  });

  it('does not find what every object has', () => {
    const { kept } = plan({ meta: { M: {} } }, 'meta.constructor');

    expect(kept).toEqual([]);
  });
});

describe('the keys of a map', () => {
  const roles = { [oldSub(1)]: { S: 'admin' }, [stranger]: { N: '1' }, [newSub(2)]: { NULL: true } } as const;

  it('are renamed one by one, and what they lead to is not looked at', () => {
    const item: Item = { roles: { M: { ...roles, 'user-2': { S: oldSub(1) } } } };

    const { changes, kept, conflicts } = plan(item, 'roles{}');

    expect(changes).toEqual([
      { path: 'roles{}', at: ['roles'], from: { S: oldSub(1) }, to: { S: newSub(1) }, forms: ['sub'], place: 'key' },
    ]);
    expect(kept.map(({ kind }) => kind)).toEqual(['unmapped', 'current']);
    // The new username of user 2 is the new sub, which is there already.
    expect(conflicts).toEqual([{ path: 'roles{}', at: ['roles'], code: 'map-key-exists' }]);
  });

  it.each([
    ['the new key is there already', { [oldSub(1)]: { S: 'a' }, [newSub(1)]: { S: 'b' } }],
    ['two keys would become one', { [oldSub(2)]: { S: 'a' }, [oldSub(3)]: { S: 'b' } }],
  ])('are a conflict where %s', (_, map) => {
    expect(plan({ roles: { M: map } }, 'roles{}').conflicts).toMatchObject([{ code: 'map-key-exists' }]);
  });

  it('are found in maps of maps and maps of lists', () => {
    const item: Item = {
      meta: { M: { roles: { M: { [oldSub(1)]: { S: 'x' } } } } },
      teams: { L: [{ M: { roles: { M: { [oldSub(2)]: { S: 'x' } } } } }] },
    };

    expect(plan(item, 'meta.roles{}', 'teams[].roles{}').changes.map(({ at }) => at)).toEqual([
      ['meta', 'roles'],
      ['teams', 0, 'roles'],
    ]);
  });

  it('are nothing that a list or a string has', () => {
    for (const value of [{ L: [] }, { S: oldSub(1) }, { SS: [oldSub(1)] }]) {
      expect(plan({ roles: value }, 'roles{}').kept).toEqual([{ path: 'roles{}', kind: 'other-shape' }]);
    }
  });
});

describe('a composite attribute', () => {
  const joined = (owner: string, rest = '2026#7'): Item => ({
    owner: { S: owner },
    createdAt: { S: '2026' },
    n: { N: '7' },
    'owner#createdAt#n': { S: `${owner}#${rest}` },
  });
  const find = (item: Item) => plan(item, 'owner#createdAt#n', 'owner');

  it.each([
    ['sub', oldSub(1), newSub(1)],
    ['username', 'user-1', newSub(1)],
    ['sub::username', `${oldSub(1)}::user-1`, `${newSub(1)}::${newSub(1)}`],
  ])('changes together with its owner, written as a %s', (form, from, to) => {
    const { changes, conflicts } = find(joined(from));

    expect(conflicts).toEqual([]);
    expect(changes).toMatchObject([
      { at: ['owner'], to: { S: to } },
      { path: 'owner#createdAt#n', at: ['owner#createdAt#n'], to: { S: `${to}#2026#7` }, forms: [form] },
    ]);
  });

  it('changes with every owner it is joined from', () => {
    const item: Item = { a: { S: oldSub(1) }, b: { S: oldSub(2) }, 'a#b': { S: `${oldSub(1)}#${oldSub(2)}` } };

    expect(plan(item, 'a', 'b', 'a#b').changes.at(-1)?.to).toEqual({ S: `${newSub(1)}#${newSub(2)}` });
  });

  it('is a conflict, and leaves the item alone, when it is not its parts joined', () => {
    const others: Item[] = [
      { ...joined(oldSub(1)), 'owner#createdAt#n': { S: `${oldSub(2)}#2026#7` } },
      { ...joined(oldSub(1)), 'owner#createdAt#n': { S: `${newSub(1)}#2026#7` } },
      { ...joined(oldSub(1)), createdAt: { S: '2027' } },
      // Someone rewrote the owner and forgot the composite.
      { ...joined(oldSub(1)), owner: { S: newSub(1) } },
      { 'owner#createdAt#n': { S: `${oldSub(1)}#2026#7` }, createdAt: { S: '2026' }, n: { N: '7' } },
    ];
    for (const item of others) expect(find(item).conflicts).toMatchObject([{ code: 'composite-differs' }]);
  });

  it.each([
    ['its old sub', `${oldSub(1)}#2026#7`],
    ['its old username', 'user-1#2026#7'],
    ['both', `${oldSub(1)}::user-1#2026#7`],
    ['the halves of two', `${oldSub(1)}::user-2#2026#7`],
    ['an old sub among more parts than its name has', `list#2026#7#${oldSub(1)}`],
  ])('is a conflict when it has a mapped user’s id beside a stranger’s owner: %s', (_, text) => {
    const { changes, conflicts, kept } = find({ ...joined(stranger), 'owner#createdAt#n': { S: text } });

    expect(conflicts).toEqual([{ path: 'owner#createdAt#n', at: ['owner#createdAt#n'], code: 'composite-differs' }]);
    expect(changes).toEqual([]);
    // Every value counts once: the owner as of nobody, the composite as the conflict.
    expect(kept).toEqual([{ path: 'owner', kind: 'unmapped' }]);
  });

  it('is of nobody beside a stranger’s owner when what looks like a user stands where no owner does', () => {
    const item = { ...joined(stranger), createdAt: { S: 'user-1' }, 'owner#createdAt#n': { S: 'another#user-1#7' } };

    expect(find(item)).toMatchObject({
      changes: [],
      conflicts: [],
      kept: [{ kind: 'unmapped' }, { kind: 'unmapped' }],
    });
  });

  it('is left alone when nobody knows its owner, and when the item has none', () => {
    expect(find({ ...joined(stranger), createdAt: { S: '2027' } })).toMatchObject({ changes: [], conflicts: [] });
    expect(find({ owner: { S: oldSub(1) } })).toMatchObject({ changes: [{ at: ['owner'] }], conflicts: [] });
    expect(find(joined(newSub(1)))).toMatchObject({
      changes: [],
      conflicts: [],
      kept: [{ kind: 'current' }, { kind: 'current' }],
    });
  });
});
