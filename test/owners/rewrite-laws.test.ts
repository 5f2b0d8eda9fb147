import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IdentityPair } from '../../core/identity/identity-map.ts';
import type { AttributeValue, DocumentPath, Item } from '../../core/owners/attribute-value.ts';
import { valueAt, withValueAt } from '../../core/owners/attribute-value.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { planItem } from '../../core/owners/plan-item.ts';
import { lookupOf, oldSub, pairOf } from '../support/identity-pairs.ts';

const paths = ['owner', 'editors[]', 'meta.by', 'members[].user'];
const [rules] = toOwnerRules([{ name: 'Todo', owners: paths.map((path) => ({ path })), dataStore: false }]);

/** Every mixture of usernames: made up by the pool, kept, equal to the sub on either side. */
const pairs: fc.Arbitrary<IdentityPair[]> = fc
  .array(fc.constantFrom('made-up', 'kept', 'was-sub', 'renamed', 'separator'), { minLength: 4, maxLength: 4 })
  .map((kinds) =>
    kinds.map((kind, n) => {
      if (kind === 'kept') return pairOf(n, { newUsername: `user-${n}` });
      if (kind === 'was-sub') return pairOf(n, { oldUsername: oldSub(n) });
      if (kind === 'renamed') return pairOf(n, { newUsername: `person-${n}` });
      if (kind === 'separator') return pairOf(n, { oldUsername: `us::er-${n}`, newUsername: `per::son-${n}` });
      return pairOf(n);
    }),
  );

const idsOf = (all: readonly IdentityPair[]) =>
  all.flatMap((pair) => [pair.oldSub, pair.oldUsername, pair.newSub, pair.newUsername]);

const ownerText = (all: readonly IdentityPair[]) =>
  fc.oneof(
    fc.constantFrom(...idsOf(all)),
    fc.constantFrom(...all.map((pair) => `${pair.oldSub}::${pair.oldUsername}`)),
    fc.tuple(fc.constantFrom(...idsOf(all)), fc.constantFrom(...idsOf(all))).map((halves) => halves.join('::')),
    fc.string(),
  );

const attribute = (text: fc.Arbitrary<string>): fc.Arbitrary<AttributeValue> => {
  const leaf = text.map((S): AttributeValue => ({ S }));
  return fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 4 }).map((L): AttributeValue => ({ L })),
    fc.uniqueArray(text, { minLength: 1, maxLength: 4 }).map((SS): AttributeValue => ({ SS })),
    fc.record({ by: leaf, other: leaf }).map((M): AttributeValue => ({ M })),
    fc
      .array(fc.record({ user: leaf, other: leaf }), { maxLength: 3 })
      .map((maps): AttributeValue => ({ L: maps.map((M) => ({ M })) })),
    fc.constant<AttributeValue>({ NULL: true }),
    fc.constant<AttributeValue>({ N: '1.5' }),
  );
};

const world = pairs.chain((all) =>
  fc.record({
    pairs: fc.constant(all),
    item: fc.record(
      {
        owner: attribute(ownerText(all)),
        editors: attribute(ownerText(all)),
        meta: attribute(ownerText(all)),
        members: attribute(ownerText(all)),
        elsewhere: attribute(ownerText(all)),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Item>,
  }),
);

const plan = (item: Item, all: readonly IdentityPair[]) => planItem(item, rules?.paths ?? [], lookupOf(...all));

const assign = (item: Item, [root, ...rest]: DocumentPath, to: AttributeValue): Item => ({
  ...item,
  [root]: withValueAt(item[root] as AttributeValue, rest, to),
});
const rewrite = (item: Item, all: readonly IdentityPair[]): Item =>
  plan(item, all).changes.reduce((next, { at, to }) => assign(next, at, to), item);

const inverse = (all: readonly IdentityPair[]): IdentityPair[] =>
  all.map(({ oldSub: newOne, oldUsername: newName, newSub: oldOne, newUsername: oldName, via }) => ({
    oldSub: oldOne,
    oldUsername: oldName,
    newSub: newOne,
    newUsername: newName,
    via,
  }));

describe('rewriting an item', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(world, ({ item, pairs: all }) => {
        const once = rewrite(item, all);

        expect(plan(once, all).changes).toEqual([]);
        expect(rewrite(once, all)).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  it('touches nothing outside the configured paths, and keeps every type and every list length', () => {
    fc.assert(
      fc.property(world, ({ item, pairs: all }) => {
        const once = rewrite(item, all);

        expect(once.elsewhere).toEqual(item.elsewhere);
        expect(shapeOf(once)).toEqual(shapeOf(item));
        expect(otherOf(once)).toEqual(otherOf(item));
      }),
      { numRuns: 500 },
    );
  });

  it('depends on nothing outside the configured paths', () => {
    fc.assert(
      fc.property(world, attribute(fc.string()), ({ item, pairs: all }, elsewhere) => {
        expect(plan({ ...item, elsewhere }, all)).toEqual(plan(item, all));
      }),
      { numRuns: 300 },
    );
  });

  it('writes each change over exactly the value that stands there', () => {
    fc.assert(
      fc.property(world, ({ item, pairs: all }) => {
        for (const { at, from } of plan(item, all).changes) expect(valueAt(item, at)).toEqual(from);
      }),
      { numRuns: 300 },
    );
  });

  it('is undone by the map turned round, where it changed anything and no value is of both sides', () => {
    const injective = fc.record({ n: fc.nat({ max: 3 }), form: fc.constantFrom('sub', 'username', 'both') });
    fc.assert(
      fc.property(fc.array(injective, { minLength: 1, maxLength: 5 }), (values) => {
        const all = [0, 1, 2, 3].map((n) => pairOf(n, { newUsername: `person-${n}` }));
        const item: Item = {
          owner: { S: oldText(values[0] as (typeof values)[number]) },
          editors: { L: values.map((value) => ({ S: oldText(value) })) },
          meta: { M: { by: { S: 'nobody' } } },
        };

        const there = rewrite(item, all);

        expect(there).not.toEqual(item);
        expect(rewrite(there, inverse(all))).toEqual(item);
      }),
    );
  });
});

const oldText = ({ n, form }: { n: number; form: string }) =>
  form === 'sub' ? oldSub(n) : form === 'username' ? `user-${n}` : `${oldSub(n)}::user-${n}`;

/** The item with every string blanked: types, names and list lengths remain; sets may shrink. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'S' || key === 'SS' ? key : shapeOf(inner)]),
  );
};

/** What stands beside the owners inside maps. */
const otherOf = (value: unknown): unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'other' ? [inner] : otherOf(inner)));
};
