import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../core/config/parse-config.ts';
import { discoverTable } from '../../core/discover/discover-table.ts';
import { planSample, seededNumbers } from '../../core/discover/sample-plan.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { AttributeValue, Item } from '../../core/owners/attribute-value.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { planItem } from '../../core/owners/plan-item.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import { createFakeTable } from '../support/fake-table.ts';
import { lookupOf, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';

const users = [1, 2, 3, 4];
const lookup = lookupOf(...users.map((n) => pairOf(n)));

/** Finds by reading the whole of a table in memory. */
const discover = (items: readonly Item[], facts: Partial<TableFacts> = {}) => {
  const table = createFakeTable(items, { facts });
  const clock = createSimulatedClock();
  const ports = {
    lookup,
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
    readLimit: createRateLimit({ unitsPerSecond: 1e9, unitsPerCall: 0, clock }),
    readPage: async ({ segment }: { readonly segment: number }) => ({
      items: segment === 0 ? [...table.items.values()] : [],
      lastKey: undefined,
      readUnits: 1,
    }),
    onItems: () => undefined,
    onNote: () => undefined,
  };
  return discoverTable(table.facts, planSample(table.facts, 1000, seededNumbers(1)), ports, defaultPace);
};

type Step = 'elements' | (string & {});
const name = fc.stringMatching(/^[a-z][a-zA-Z_]{0,8}$/);
const step: fc.Arbitrary<Step> = fc.oneof(fc.constant('elements'), name);

/** A value with these ids at a path: one in maps, all of them in the innermost list. */
const valueAlong = (steps: readonly Step[], ids: readonly string[], asSet: boolean): AttributeValue => {
  const [first, ...rest] = steps;
  if (first === undefined) return { S: ids[0] ?? '' };
  if (first !== 'elements') return { M: { [first]: valueAlong(rest, ids, asSet), other: { S: 'text' } } };
  if (rest.length > 0) return { L: ids.map((id) => valueAlong(rest, [id], asSet)) };
  return asSet ? { SS: [...new Set(ids)] } : { L: ids.map((S) => ({ S })) };
};

const owner = fc
  .tuple(fc.constantFrom(...users), fc.constantFrom('sub', 'both'))
  .map(([n, form]) => (form === 'sub' ? oldSub(n) : `${oldSub(n)}::user-${n}`));

const noise: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string().map((S): AttributeValue => ({ S })),
    fc.integer().map((N): AttributeValue => ({ N: String(N) })),
    fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
    fc.constant<AttributeValue>({ NULL: true }),
    fc.uuid().map((S): AttributeValue => ({ S })),
    fc.array(tie('value'), { maxLength: 3 }).map((L): AttributeValue => ({ L })),
    fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 3 }).map((M): AttributeValue => ({ M })),
  ),
})).value;

/** Places that hold owners, each inside an attribute of its own, and items with owners at some of them. */
const planted = fc
  .array(fc.record({ steps: fc.array(step, { maxLength: 4 }), asSet: fc.boolean() }), { minLength: 1, maxLength: 4 })
  .chain((places) =>
    fc.record({
      places: fc.constant(places),
      items: fc.array(
        fc.record({
          owners: fc.tuple(
            ...places.map(() => fc.option(fc.array(owner, { minLength: 1, maxLength: 3 }), { nil: undefined })),
          ),
          noise,
        }),
        { minLength: 1, maxLength: 8 },
      ),
    }),
  );

const pathOf = (root: string, steps: readonly Step[]) =>
  steps.reduce((path, each) => (each === 'elements' ? `${path}[]` : `${path}.${each}`), root);

describe('what is planted in items', () => {
  it('is found by its exact path, and nothing else is', async () => {
    await fc.assert(
      fc.asyncProperty(planted, async ({ places, items }) => {
        const expected = new Map<string, number>();
        const stored = items.map(({ owners, noise: other }, position): Item => {
          const item: Record<string, AttributeValue> = { id: { S: `item ${position}` }, noise: other };
          for (const [at, { steps, asSet }] of places.entries()) {
            const ids = owners[at];
            if (ids === undefined) continue;
            const root = `owner${'abcd'[at]}`;
            item[root] = valueAlong(steps, ids, asSet);
            const found = countIds(item[root]);
            expected.set(pathOf(root, steps), (expected.get(pathOf(root, steps)) ?? 0) + found);
          }
          return item;
        });

        const { paths, table } = await discover(stored);

        const found = paths.map(({ path, forms }) => [path, forms.sub + forms['sub::username']] as const);
        expect(new Map(found)).toEqual(expected);
        expect(paths.every(({ forms }) => forms.inside + forms.username + forms.json + forms.conflict === 0)).toBe(
          true,
        );

        // The proposal is a configuration, and a remap by it plans exactly what was planted.
        const config = parseConfig({ tables: table === undefined ? [] : [table] });
        if (!config.ok) throw new Error(config.problems.join('\n'));
        const rules = toOwnerRules(config.config.tables);
        const plans = stored.map((item) => planItem(item, rules[0]?.paths ?? [], lookup));
        const changed = plans.flatMap(({ changes }) => changes).reduce((sum, { forms }) => sum + forms.length, 0);
        expect(changed).toBe([...expected.values()].reduce((sum, count) => sum + count, 0));
      }),
    );
  });
});

const countIds = (value: AttributeValue): number => {
  if ('S' in value) return value.S === 'text' ? 0 : 1;
  if ('SS' in value) return value.SS.length;
  if ('L' in value) return value.L.reduce((sum, each) => sum + countIds(each), 0);
  return 'M' in value ? Object.values(value.M).reduce((sum, each) => sum + countIds(each), 0) : 0;
};

describe('a proposal', () => {
  const itemsWith = (owned: (n: number) => AttributeValue, name = 'owner') =>
    users.map((n): Item => ({ id: { S: `item ${n}` }, [name]: owned(n) }));
  const remarksOf = ({ remarks }: Awaited<ReturnType<typeof discover>>) =>
    remarks.map(({ path, text }) => `${path}: ${text}`).join('\n');

  it('has a path of usernames when there are enough different ones', async () => {
    const { table } = await discover(itemsWith((n) => ({ S: `user-${n}` })));

    expect(table?.owners).toEqual([{ path: 'owner' }]);
  });

  it('does not take a word for a username because somebody is called that', async () => {
    const one = await discover(itemsWith(() => ({ S: 'user-1' }), 'role'));
    const few = await discover([
      ...itemsWith((n) => ({ S: `user-${n}` }), 'title'),
      ...[5, 6, 7, 8, 9].map((n): Item => ({ id: { S: `item ${n}` }, title: { S: 'something else' } })),
    ]);

    expect([one.table, few.table]).toEqual([undefined, undefined]);
    expect(remarksOf(one)).toContain('role: ids are not in the proposal: only one username');
    expect(remarksOf(few)).toContain('title: ids are not in the proposal: most texts there are no usernames');
  });

  it('is never about the primary key, and says so', async () => {
    const found = await discover(
      users.map((n): Item => ({ id: { S: oldSub(n) } })),
      { keyAttributes: ['id'] },
    );

    expect(found.table).toBeUndefined();
    expect(remarksOf(found)).toContain('id: ids are not in the proposal');
    expect(remarksOf(found)).toContain('is part of the primary key');
  });

  it('says that an owner is a key of an index', async () => {
    const indexes = [{ name: 'byOwner', kind: 'global', keyAttributes: ['owner'], projection: 'all' }] as const;
    const found = await discover(
      itemsWith((n) => ({ S: oldSub(n) })),
      { indexes },
    );

    expect(found.table?.owners).toEqual([{ path: 'owner' }]);
    expect(remarksOf(found)).toContain('owner: is a key of index "byOwner"');
  });

  it.each(['owner#createdAt', 'createdAt#owner'])(
    'has an owner and its composite %s, each for the other',
    async (name) => {
      const indexes = [{ name: 'byOwner', kind: 'global', keyAttributes: ['kind', name], projection: 'all' }] as const;
      const joined = (n: number) =>
        name === 'owner#createdAt' ? `${oldSub(n)}#2026-01-0${n}` : `2026-01-0${n}#${oldSub(n)}`;
      const items = users.map(
        (n): Item => ({
          id: { S: `item ${n}` },
          owner: { S: oldSub(n) },
          createdAt: { S: `2026-01-0${n}` },
          [name]: { S: joined(n) },
        }),
      );

      const found = await discover(items, { indexes });

      expect(found.table?.owners.toSorted((a, b) => (a.path === 'owner' ? -1 : b.path === 'owner' ? 1 : 0))).toEqual([
        { path: 'owner' },
        { path: name },
      ]);
      expect(remarksOf(found)).not.toContain('not in the proposal');
    },
  );

  it('is for DataStore where items are versioned', async () => {
    const items = itemsWith((n) => ({ S: oldSub(n) })).map((item, position) => ({
      ...item,
      _version: { N: '3' },
      _lastChangedAt: { N: '1700000000000' },
      ...(position === 0 ? { _deleted: { BOOL: true } } : {}),
    }));

    const found = await discover(items);

    expect(found.table?.dataStore).toBe(true);
    expect([found.versionedItems, found.deletedItems]).toEqual([4, 1]);
  });

  it('tells of ids in JSON and in longer texts, which nothing rewrites', async () => {
    const found = await discover(
      users.map(
        (n): Item => ({
          id: { S: `item ${n}` },
          settings: { S: JSON.stringify({ by: oldSub(n) }) },
          note: { S: `moved from ${oldSub(n)} yesterday` },
        }),
      ),
    );

    expect(found.table).toBeUndefined();
    expect(remarksOf(found)).toContain('settings: 4 texts are JSON with ids inside, and are not rewritten');
    expect(remarksOf(found)).toContain('note: 4 texts have an id inside among other things, and are not rewritten');
  });

  it('tells of ids that are keys of a map, and what is under them, without naming anybody', async () => {
    const found = await discover(itemsWith((n) => ({ M: { [oldSub(n)]: { M: { by: { S: oldSub(n) } } } } }), 'roles'));

    expect(found.paths.map(({ path }) => path)).toEqual(['roles.*.by', 'roles{}']);
  });

  it('does not take an attribute with a dot in its name for one inside a map', async () => {
    const items = users.map(
      (n): Item => ({
        id: { S: `item ${n}` },
        'meta.by': { S: oldSub(n) },
        meta: { M: { by: { S: 'nobody' } } },
      }),
    );

    const found = await discover(items);

    expect(found.table).toBeUndefined();
    expect(remarksOf(found)).toContain('meta.by: ids are not in the proposal: the path has a name that');
  });

  it('shows nothing that is somebody’s: no id, no name, and nothing that only few users have around it', async () => {
    const found = await discover([
      { id: { S: 'a' }, key: { S: `London#${oldSub(1)}` }, friends: { M: { 'user-2': { S: 'user-3' } } } },
      { id: { S: 'c' }, key: { S: `London#${oldSub(2)}` } },
      { id: { S: 'b' }, [oldSub(4)]: { S: `${oldSub(1)}::user-2` }, 'ada@example.com': { S: 'user-3' } },
    ]);

    const told = JSON.stringify(found);
    for (const value of ['London', 'user-', 'ada@', ...users.map(oldSub)]) expect(told).not.toContain(value);
    expect(found.paths.map(({ path }) => path)).toEqual(['*', 'friends.*', 'friends{}', 'key', '{}']);
  });
});
