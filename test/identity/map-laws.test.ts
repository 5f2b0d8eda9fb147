import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../../core/errors.ts';
import { compareMaps } from '../../core/identity/compare-maps.ts';
import type { IdentityPair } from '../../core/identity/identity-map.ts';
import { formatIdentityPair } from '../../core/identity/identity-map-file.ts';
import { createLookupBuilder } from '../../core/identity/lookup.ts';
import { parseIdentityLine } from '../../core/identity/lookup-line.ts';
import { openMemoryRun } from '../support/export-world.ts';
import {
  bound,
  buildMapOf,
  forgotten,
  imported,
  inTarget,
  listed,
  type MapFact,
  notImported,
  stated,
} from '../support/map-world.ts';

// Few ids, so that they meet; one old sub is a new one too, and names are subs of others, or look like both halves of one.
const oldSubs = ['o1', 'o2', 'o3', 'o4'];
const newSubs = ['n1', 'n2', 'n3', 'o1'];
const names = ['a', 'b', 'o2', 'n1', 'n2::b', 'n3'];

const oldSub = fc.constantFrom(...oldSubs);
const newSub = fc.constantFrom(...newSubs);
const name = fc.constantFrom(...names);
const nameOf = fc.record(Object.fromEntries(oldSubs.map((sub) => [sub, name])));

const worlds = fc
  .record({
    oldNames: nameOf,
    newNames: fc.uniqueArray(name, { minLength: newSubs.length, maxLength: newSubs.length }),
    inTarget: fc.subarray(newSubs),
    crossings: fc.array(
      fc.record({
        by: fc.constantFrom('trigger', 'ledger-import', 'import', 'operator'),
        oldSub,
        newSub,
        isNameRight: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    squatted: fc.array(fc.record({ oldSub, newSub }), { maxLength: 2 }),
    merged: fc.option(fc.record({ from: oldSub, into: oldSub }), { nil: undefined }),
    forgotten: fc.subarray(oldSubs, { maxLength: 1 }),
    listed: fc.subarray(oldSubs),
  })
  .map((world) => ({ ...world, merged: world.merged?.from === world.merged?.into ? undefined : world.merged }));
type World = typeof worlds extends fc.Arbitrary<infer W> ? W : never;

const newNameOf = (world: World, sub: string) => world.newNames[newSubs.indexOf(sub)] as string;
const oldNameOf = (world: World, sub: string) => world.oldNames[sub] as string;

/** Runs are numbered apart, so that no run says two things of one user. */
const factsOf = (world: World): MapFact[] => [
  ...world.listed.map((sub) => listed(sub, oldNameOf(world, sub))),
  ...(world.merged === undefined
    ? []
    : [
        listed(world.merged.into, oldNameOf(world, world.merged.into), [
          { sub: world.merged.from, username: oldNameOf(world, world.merged.from) },
        ]),
      ]),
  ...world.crossings.map(({ by, oldSub, newSub, isNameRight }, run) => {
    const newUsername = isNameRight ? newNameOf(world, newSub) : 'as-it-was';
    const previousUsername = oldNameOf(world, oldSub);
    if (by === 'operator') return stated(oldSub, newSub, undefined, isNameRight ? undefined : newUsername);
    if (by === 'import') return imported(oldSub, previousUsername, newSub, newUsername, 10 + run);
    return bound(oldSub, newSub, {
      claimedBy: by === 'trigger' ? 'trigger' : 'import',
      previousUsername,
      newUsername,
    });
  }),
  ...world.squatted.map(({ oldSub, newSub }, run) =>
    notImported(oldSub, oldNameOf(world, oldSub), 'squatted', newSub, 1 + run),
  ),
  ...world.forgotten.map(forgotten),
  ...world.inTarget.map((sub) => inTarget(sub, newNameOf(world, sub))),
];

/** What the map has to be, found by looking at everything beside everything. */
const consult = (world: World) => {
  const refusals = new Set<string>();
  const statements = new Map<string, { newSub: string; via: string; isNameRight: boolean; knowsOldName: boolean }[]>();
  const state = (
    sub: string,
    statement: { newSub: string; via: string; isNameRight: boolean; knowsOldName: boolean },
  ) => statements.set(sub, [...(statements.get(sub) ?? []), statement]);
  for (const { by, oldSub, newSub, isNameRight } of world.crossings) {
    const via = by === 'ledger-import' ? 'import' : by;
    state(oldSub, { newSub, via, isNameRight, knowsOldName: by !== 'operator' });
  }
  const isForgotten = (sub: string) => world.forgotten.includes(sub);
  const hasTwo = (sub: string) => new Set(statements.get(sub)?.map(({ newSub }) => newSub)).size > 1;
  const stranded: string[] = [];
  if (world.merged !== undefined) {
    const { from, into } = world.merged;
    const ofInto = isForgotten(into) || hasTwo(into) ? [] : (statements.get(into) ?? []);
    if (ofInto.length === 0) stranded.push(from);
    const all = [...ofInto];
    for (const { newSub, isNameRight } of all) state(from, { newSub, isNameRight, via: 'merge', knowsOldName: true });
  }
  const pairs: IdentityPair[] = [];
  const unmapped: string[] = [];
  for (const sub of oldSubs) {
    if (isForgotten(sub)) continue;
    const mine = statements.get(sub) ?? [];
    const [first] = mine;
    if (hasTwo(sub)) refusals.add('and "');
    else if (first !== undefined) {
      const via = (['trigger', 'import', 'operator', 'merge'] as const).find((way) =>
        mine.some((each) => each.via === way),
      );
      const knowsOldName =
        mine.some((each) => each.knowsOldName) ||
        world.listed.includes(sub) ||
        world.merged?.into === sub ||
        world.merged?.from === sub ||
        world.squatted.some((each) => each.oldSub === sub);
      if (!world.inTarget.includes(first.newSub)) unmapped.push(`${sub} gone`);
      else if (mine.some((each) => !each.isNameRight)) unmapped.push(`${sub} renamed`);
      else if (!knowsOldName) refusals.add('is unknown');
      else {
        const newUsername = newNameOf(world, first.newSub);
        pairs.push({
          oldSub: sub,
          oldUsername: oldNameOf(world, sub),
          newSub: first.newSub,
          newUsername,
          via: via ?? 'merge',
        });
      }
    } else if (world.squatted.some((each) => each.oldSub === sub)) unmapped.push(`${sub} squatted`);
    else if (stranded.includes(sub)) unmapped.push(`${sub} merged-into-nobody`);
  }
  for (const a of pairs) {
    for (const b of pairs) {
      if (a.oldSub !== b.oldSub && a.newSub === b.newSub && a.via !== 'merge' && b.via !== 'merge')
        refusals.add('all become');
      if (a.newSub === b.oldSub) refusals.add('is an old user, too');
      if (a.oldSub !== b.oldSub && a.oldUsername === b.oldUsername) refusals.add('same old username');
      if (a.newUsername === b.oldUsername && a.newSub !== b.newSub) refusals.add('is the old username of');
      if (a.newSub !== b.newSub && [b.newSub, `${b.newSub}::${b.newUsername}`].includes(a.newUsername)) {
        refusals.add('also stands for another new user');
      }
    }
  }
  return { refusals, pairs, unmapped };
};

const build = async (facts: readonly MapFact[]) => {
  try {
    return { map: await buildMapOf(facts), problems: [] };
  } catch (error) {
    if (error instanceof ProblemsError) return { map: undefined, problems: error.problems };
    throw error;
  }
};

const kinds = [
  'and "',
  'is unknown',
  'all become',
  'is an old user, too',
  'same old username',
  'is the old username of',
  'also stands for another new user',
];
const isOfKind = (problem: string, kind: string) =>
  kind === 'and "' ? /becomes .* and "/.test(problem) : problem.includes(kind);

describe('an identity map of any facts', () => {
  it('is what looking at everything beside everything says, and is refused for just those reasons', async () => {
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const expected = consult(world);

        const { map, problems } = await build(factsOf(world));

        expect(kinds.filter((kind) => problems.some((problem) => isOfKind(problem, kind)))).toEqual(
          kinds.filter((kind) => expected.refusals.has(kind)),
        );
        for (const kind of expected.refusals) met.add(kind);
        if (expected.refusals.size > 0) return;
        expect(map?.lines).toEqual(expected.pairs.map(formatIdentityPair));
        expect(map?.unmappedUsers.map(({ oldSub, code }) => `${oldSub} ${code}`)).toEqual(expected.unmapped);
      }),
      { numRuns: 700, seed: 7 },
    );
    // Worlds that never meet a rule would show nothing about it.
    expect([...met].sort()).toEqual([...kinds].sort());
  });

  it('is the same, byte for byte, and for the same reasons none, in whatever order the facts come', async () => {
    const told = worlds.chain((world) => {
      const facts = factsOf(world);
      return fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }));
    });
    await fc.assert(
      fc.asyncProperty(told, async ([facts, shuffled]) => {
        const [one, other] = [await build(facts), await build(shuffled)];

        expect(other.problems).toEqual(one.problems);
        expect(other.map?.lines).toEqual(one.map?.lines);
        expect(other.map?.unmappedUsers).toEqual(one.map?.unmappedUsers);
      }),
      { numRuns: 300 },
    );
  });

  it('is taken by the remap as it is', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { map } = await build(factsOf(world));
        const builder = createLookupBuilder();
        for (const line of map?.lines ?? []) builder.add(parseIdentityLine(line) as IdentityPair);

        expect(builder.build().size).toBe(map?.lines.length ?? 0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the lines of a map', () => {
  it('are read back as they were meant, whatever a username holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ minLength: 1 }),
        (oldUsername, newUsername) => {
          const written = { oldSub: 'o', oldUsername, newSub: 'n', newUsername, via: 'trigger' } as const;

          const line = formatIdentityPair(written);

          expect(line).not.toContain('\n');
          expect(parseIdentityLine(line)).toEqual(written);
        },
      ),
    );
  });
});

describe('what changed since the map before', () => {
  const pair = fc.record({
    oldSub: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    oldUsername: fc.constantFrom('u', '-'),
    newSub: fc.constantFrom('x', 'y'),
    newUsername: fc.constant('n'),
    via: fc.constantFrom('trigger' as const, 'import' as const),
  });
  const pairs = fc.uniqueArray(pair, { selector: ({ oldSub }) => oldSub });

  it('is every pair that only one of the two has, and every one that they tell differently', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, pairs, async (before, unordered) => {
        const after = unordered.toSorted((a, b) => (a.oldSub < b.oldSub ? -1 : 1));
        const { scratch } = await openMemoryRun();
        const lines = [after.map((each) => ({ key: each.oldSub, text: formatIdentityPair(each) }))];

        const { added, removed, changed } = await compareMaps(
          (async function* () {
            yield* before;
          })(),
          (async function* () {
            yield* lines;
          })(),
          scratch,
          100,
        );

        const was = (sub: string) => before.find(({ oldSub }) => oldSub === sub);
        const is = (sub: string) => after.find(({ oldSub }) => oldSub === sub);
        expect(new Set(added.first)).toEqual(new Set(after.filter(({ oldSub }) => was(oldSub) === undefined)));
        expect(new Set(removed.first)).toEqual(new Set(before.filter(({ oldSub }) => is(oldSub) === undefined)));
        expect(changed.first).toEqual(
          after.flatMap((now) => {
            const then = was(now.oldSub);
            return then === undefined || formatIdentityPair(then) === formatIdentityPair(now)
              ? []
              : [{ before: then, after: now }];
          }),
        );
      }),
      { numRuns: 200 },
    );
  });
});
