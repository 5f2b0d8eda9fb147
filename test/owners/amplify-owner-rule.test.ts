import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IdentityPair } from '../../core/identity/identity-map.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { applyChanges } from '../../core/owners/owner-change.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { planItem } from '../../core/owners/plan-item.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';

/**
 * Who sees an item of an Amplify app, told by Amplify's own resolvers and not by anything of ours: with the identity claim
 * `sub::username` an owner is exactly one of three texts, with `username` (older apps) exactly one; of a list, any element;
 * and a member of a group that the item names sees it whoever owns it.
 */
type Person = { readonly sub: string; readonly username: string; readonly groups: readonly string[] };
type Claim = 'sub::username' | 'username';

const claims = ({ sub, username }: Person, claim: Claim) =>
  claim === 'username' ? [username] : [`${sub}::${username}`, sub, username];

const isTextOf = (texts: readonly string[]) => (value: unknown) => texts.includes((value as { S?: string }).S ?? '\0');

const sees = (person: Person, item: Item, claim: Claim) => {
  const isOwner = isTextOf(claims(person, claim));
  const isGroup = isTextOf(person.groups);
  const list = (name: string) => (item[name] as { L?: readonly unknown[] } | undefined)?.L ?? [];
  return (
    (item.owner !== undefined && isOwner(item.owner)) || list('editors').some(isOwner) || list('groups').some(isGroup)
  );
};

const size = 4;
const pairs: fc.Arbitrary<IdentityPair[]> = fc
  .array(fc.constantFrom('made-up', 'kept', 'was-sub', 'renamed', 'separator', 'no-uuid'), {
    minLength: size,
    maxLength: size,
  })
  .map((kinds) =>
    kinds.map((kind, n) => {
      if (kind === 'kept') return pairOf(n, { newUsername: `user-${n}` });
      if (kind === 'was-sub') return pairOf(n, { oldUsername: oldSub(n) });
      if (kind === 'renamed') return pairOf(n, { newUsername: `Google_${n}` });
      if (kind === 'separator') return pairOf(n, { oldUsername: `us::er-${n}`, newUsername: `per::son-${n}` });
      if (kind === 'no-uuid') return pairOf(n, { oldSub: `id${n}`, newSub: `neu${n}`, newUsername: `neu${n}` });
      return pairOf(n);
    }),
  );

/** What an app of that claim has stored: by the claim, by hand, by mistake, by people who are not in the map. */
const ownerText = (all: readonly IdentityPair[], claim: Claim) => {
  const usernames = all.map((pair) => pair.oldUsername);
  const strange = fc.constantFrom(
    'nobody',
    '',
    '___xamznone____',
    '99999999-0000-4000-8000-000000000000::zoe',
    'al::bo',
  );
  if (claim === 'username') return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usernames) }, strange);
  const subs = all.map((pair) => pair.oldSub);
  const both = all.map((pair) => `${pair.oldSub}::${pair.oldUsername}`);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...both) },
    { weight: 4, arbitrary: fc.constantFrom(...subs, ...usernames) },
    fc.tuple(fc.constantFrom(...subs), fc.constantFrom(...usernames)).map((halves) => halves.join('::')),
    strange,
  );
};

const itemOf = (all: readonly IdentityPair[], claim: Claim): fc.Arbitrary<Item> => {
  const owner = ownerText(all, claim).map((S) => ({ S }));
  const group = fc.constantFrom('admins', ...all.map((pair) => pair.oldUsername)).map((S) => ({ S }));
  const lists = (one: fc.Arbitrary<{ S: string }>) => fc.array(one, { maxLength: 3 }).map((L) => ({ L }));
  return fc.record({ owner, editors: lists(owner), groups: lists(group) }, { requiredKeys: [] }) as fc.Arbitrary<Item>;
};

const world = fc.constantFrom<Claim>('sub::username', 'username').chain((claim) =>
  pairs.chain((all) =>
    fc.record({
      claim: fc.constant(claim),
      pairs: fc.constant(all),
      groups: fc.array(fc.subarray(['admins', ...all.map((pair) => pair.oldUsername)], { maxLength: 1 }), {
        minLength: size,
        maxLength: size,
      }),
      items: fc.array(itemOf(all, claim), { minLength: 1, maxLength: 12 }),
    }),
  ),
);

const [rules] = toOwnerRules([{ name: 'Todo', owners: [{ path: 'owner' }, { path: 'editors[]' }], dataStore: false }]);

describe("Amplify's owner rule", () => {
  it('gives every user the same items before and after, and nobody else any', () => {
    let seen = 0;
    let compared = 0;
    let conflicts = 0;
    fc.assert(
      fc.property(world, ({ claim, pairs: all, groups, items }) => {
        const lookup = lookupOf(...all);
        const moved = items.flatMap((before) => {
          const plan = planItem(before, rules?.paths ?? [], lookup);
          if (plan.conflicts.length > 0) conflicts += 1;
          return plan.conflicts.length > 0 ? [] : [{ before, after: applyChanges(before, plan.changes) }];
        });
        for (const [n, pair] of all.entries()) {
          const old: Person = { sub: pair.oldSub, username: pair.oldUsername, groups: groups[n] ?? [] };
          const now: Person = { sub: pair.newSub, username: pair.newUsername, groups: groups[n] ?? [] };
          const list = moved.map(({ before }) => sees(old, before, claim));
          expect(moved.map(({ after }) => sees(now, after, claim))).toEqual(list);
          seen += list.filter(Boolean).length;
          compared += list.length;
        }
        const stranger: Person = { sub: newSub(99), username: 'a stranger', groups: [] };
        expect(moved.filter(({ after }) => sees(stranger, after, claim))).toEqual([]);
      }),
      { numRuns: 600 },
    );
    expect(seen).toBeGreaterThan(1000);
    expect(compared - seen).toBeGreaterThan(1000);
    // Halves that are two users': whoever such an item is shown to, it is not for us to say.
    expect(conflicts).toBeGreaterThan(100);
  });
});
