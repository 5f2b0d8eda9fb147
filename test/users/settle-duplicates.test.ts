import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loginIdentifiers } from '../../core/users/login-identifiers.ts';
import { type Contender, type DuplicatesPolicy, settleDuplicates } from '../../core/users/settle-duplicates.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { buildTarget, buildUser, buildUsersConfig } from '../support/user-builders.ts';

const byEmail = { target: buildTarget(), users: buildUsersConfig() };
type Rules = Parameters<typeof loginIdentifiers>[1];
const contend = (user: UserRecord, rules: Rules = byEmail): Contender => ({
  user,
  identifiers: loginIdentifiers(user, rules),
});
const settle = (users: readonly UserRecord[], policy: DuplicatesPolicy, rules: Rules = byEmail) =>
  Object.fromEntries(
    settleDuplicates(
      users.map((user) => contend(user, rules)),
      policy,
    ),
  );

const withEmail = (n: number, email: string, verified = 'true') =>
  buildUser(n, { attributes: { email, email_verified: verified } });

describe('settleDuplicates', () => {
  it('puts the whole group aside by default, also when only the case differs', () => {
    const [a, b, c] = [withEmail(1, 'A@x.io'), withEmail(2, 'a@X.io'), withEmail(3, 'c@x.io')];
    expect(settle([a, b, c], 'reject')).toEqual({
      [a.sub]: { code: 'duplicate-sign-in-name', rivals: [b.sub], rivalCount: 1 },
      [b.sub]: { code: 'duplicate-sign-in-name', rivals: [a.sub], rivalCount: 1 },
    });
  });

  it('keeps names apart whose case differs where the target tells case apart', () => {
    const rules = { ...byEmail, target: buildTarget({ caseSensitive: true }) };
    expect(settle([withEmail(1, 'A@x.io'), withEmail(2, 'a@x.io')], 'reject', rules)).toEqual({});
  });

  it.each([
    ['the Kelvin sign and k', '\u212Aim@x.io', 'kim@x.io'],
    ['the long s and s', 'ſam@x.io', 'sam@x.io'],
    ['composed and decomposed letters', '\u00e9@x.io', 'e\u0301@x.io'],
    ['Cyrillic and Latin letters', 'us\u0435r@x.io', 'user@x.io'],
    ['plus tags', 'a+b@x.io', 'a@x.io'],
    ['dots', 'a.b@x.io', 'ab@x.io'],
  ])('never makes one name of %s', (_what, one, other) => {
    expect(settle([withEmail(1, one), withEmail(2, other)], 'newest-created')).toEqual({});
  });

  it.each<[DuplicatesPolicy, number]>([
    ['newest-created', 3],
    ['oldest-created', 1],
    ['last-modified', 2],
  ])('chooses by %s and names the winner to the others', (policy, winner) => {
    const users = [1, 2, 3].map((n) => ({ ...withEmail(n, 'a@x.io'), lastModifiedAtMs: n === 2 ? 99 : n }));
    const putAside = settle(users, policy);
    expect(Object.keys(putAside)).toEqual(users.filter((_, at) => at + 1 !== winner).map(({ sub }) => sub));
    for (const aside of Object.values(putAside)) {
      expect(aside).toMatchObject({ code: 'duplicate-not-chosen', winner: { sub: users[winner - 1]?.sub } });
    }
  });

  it('chooses only among users who proved the name they share', () => {
    const [owner, claimant] = [withEmail(1, 'a@x.io'), withEmail(2, 'a@x.io', 'false')];
    expect(settle([owner, claimant], 'newest-created')).toEqual({
      [claimant.sub]: {
        code: 'duplicate-not-chosen',
        rivals: [owner.sub],
        rivalCount: 1,
        winner: { sub: owner.sub, username: owner.username },
      },
    });
  });

  it('puts everyone aside when nobody proved the name', () => {
    const putAside = settle([withEmail(1, 'a@x.io', 'false'), withEmail(2, 'a@x.io', 'false')], 'newest-created');
    expect(Object.values(putAside).map(({ code }) => code)).toEqual([
      'duplicate-none-verified',
      'duplicate-none-verified',
    ]);
  });

  it('gives the name to whoever has crossed with it, under every policy', () => {
    const [crossed, newer] = [withEmail(1, 'a@x.io'), withEmail(2, 'a@x.io')];
    for (const policy of ['reject', 'newest-created'] as const) {
      const putAside = settleDuplicates([{ ...contend(crossed), crossed: true }, contend(newer)], policy);
      expect([...putAside]).toEqual([
        [
          newer.sub,
          {
            code: 'duplicate-not-chosen',
            rivals: [crossed.sub],
            rivalCount: 1,
            winner: { sub: crossed.sub, username: crossed.username },
          },
        ],
      ]);
    }
  });

  it('leaves an address to who verified it when somebody who has crossed calls it theirs afterwards', () => {
    const owner = withEmail(1, 'a@x.io');
    const crossed = { ...contend(withEmail(2, 'a@x.io', 'false')), crossed: true };
    const settled = (policy: DuplicatesPolicy) => [...settleDuplicates([contend(owner), crossed], policy).keys()];
    expect(settled('oldest-created')).toEqual([]);
    // Nobody is chosen here: the whole group stays.
    expect(settled('reject')).toEqual([owner.sub]);
    expect([...settleDuplicates([contend(withEmail(3, 'a@x.io', 'false')), crossed], 'oldest-created').keys()]).toEqual(
      [buildUser(3).sub],
    );
  });

  it('sees names shared through an alias of the target', () => {
    const target = buildTarget({ signIn: { kind: 'username', aliases: ['email'] } });
    const rules = { ...byEmail, target };
    const users = [withEmail(1, 'a@x.io'), withEmail(2, 'a@x.io'), withEmail(3, 'a@x.io', 'false')];
    expect(Object.keys(settle(users, 'reject', rules))).toEqual([users[0]?.sub, users[1]?.sub]);
  });

  it.each<DuplicatesPolicy>(['newest-created', 'last-modified'])(
    'does not let the word of an operator win an address over who verified it (%s)',
    (policy) => {
      const [owner, claimant] = [withEmail(1, 'a@x.io'), withEmail(2, 'a@x.io', 'false')];
      const vouchedForAll = { ...byEmail, isMarkedVerified: () => true };
      expect(settle([owner, claimant], policy, vouchedForAll)).toEqual({
        [claimant.sub]: {
          code: 'duplicate-not-chosen',
          rivals: [owner.sub],
          rivalCount: 1,
          winner: { sub: owner.sub, username: owner.username },
        },
      });
      const nobody = withEmail(3, 'a@x.io', 'false');
      expect(Object.values(settle([claimant, nobody], policy, vouchedForAll)).map(({ code }) => code)).toEqual([
        'duplicate-none-verified',
        'duplicate-none-verified',
      ]);
    },
  );

  it('does not let a preferred username, which is whatever was typed, win over the username it imitates', () => {
    const target = buildTarget({ signIn: { kind: 'username', aliases: ['preferred_username'] } });
    const rules = { ...byEmail, target };
    const owner = buildUser(1);
    const imitator = buildUser(2, { attributes: { preferred_username: 'USER1' } });
    expect(settle([owner, imitator], 'newest-created', rules)).toEqual({
      [imitator.sub]: {
        code: 'duplicate-not-chosen',
        rivals: [owner.sub],
        rivalCount: 1,
        winner: { sub: owner.sub, username: owner.username },
      },
    });
    const other = buildUser(3, { attributes: { preferred_username: 'nick' } });
    const another = buildUser(4, { attributes: { preferred_username: 'nick' } });
    expect(Object.values(settle([other, another], 'newest-created', rules)).map(({ code }) => code)).toEqual([
      'duplicate-none-verified',
      'duplicate-none-verified',
    ]);
  });

  it.each<DuplicatesPolicy>(['newest-created', 'last-modified'])(
    'gives nobody a username because they came later with it in another case (%s)',
    (policy) => {
      const rules = { ...byEmail, target: buildTarget({ signIn: { kind: 'username', aliases: [] } }) };
      const [owner, later] = [buildUser(1, { username: 'alice' }), buildUser(2, { username: 'ALICE' })];
      expect(Object.values(settle([owner, later], policy, rules)).map(({ code }) => code)).toEqual([
        'duplicate-none-verified',
        'duplicate-none-verified',
      ]);
      expect(Object.keys(settle([owner, later], 'oldest-created', rules))).toEqual([later.sub]);
    },
  );

  it('lets no username that the target cannot have keep an address from who verified it', () => {
    const rules = { ...byEmail, target: buildTarget({ signIn: { kind: 'username', aliases: ['email'] } }) };
    const owner = withEmail(1, 'a@x.io');
    const pretender = buildUser(2, { username: 'A@x.io' });
    for (const policy of ['newest-created', 'oldest-created', 'last-modified'] as const)
      expect(Object.keys(settle([owner, pretender], policy, rules))).toEqual([pretender.sub]);
  });

  it('takes nothing from a user whose preferred username is their own username', () => {
    const target = buildTarget({ signIn: { kind: 'username', aliases: ['preferred_username'] } });
    const owner = buildUser(1, { attributes: { preferred_username: 'User1' } });
    const imitator = buildUser(2, { attributes: { preferred_username: 'user1' } });
    expect(Object.keys(settle([owner, imitator], 'newest-created', { ...byEmail, target }))).toEqual([imitator.sub]);
  });

  it('leaves the owner of an address alone when a user who is vouched for does not need that address', () => {
    const target = buildTarget({
      signIn: { kind: 'username', aliases: ['email', 'phone_number'] },
      autoVerifiedAttributes: ['email', 'phone_number'],
    });
    const owner = withEmail(1, 'a@x.io');
    const byPhone = buildUser(2, {
      attributes: {
        email: 'a@x.io',
        email_verified: 'false',
        phone_number: '+12345550100',
        phone_number_verified: 'true',
      },
    });
    expect(settle([owner, byPhone], 'reject', { ...byEmail, target, isMarkedVerified: () => true })).toEqual({});
  });

  const email = fc.constantFrom('a@x.io', 'A@x.io', 'b@x.io', 'B@X.io', 'c@x.io', 'é@x.io', 'd@x.io');
  const population = fc
    .array(fc.record({ email, verified: fc.constantFrom('true', 'false'), created: fc.nat(3) }), { maxLength: 12 })
    .map((people) =>
      people.map(({ email, verified, created }, n) => ({ ...withEmail(n, email, verified), createdAtMs: created })),
    );
  const policy = fc.constantFrom<DuplicatesPolicy>('reject', 'newest-created', 'oldest-created', 'last-modified');

  it('settles the same whatever the order of the users', () => {
    fc.assert(
      fc.property(
        population.chain((users) =>
          fc.tuple(fc.constant(users), fc.shuffledSubarray(users, { minLength: users.length })),
        ),
        policy,
        ([users, shuffled], chosen) => {
          expect(settle(shuffled, chosen)).toEqual(settle(users, chosen));
        },
      ),
    );
  });

  it('leaves no two users with the same name, and settles nothing more when asked again', () => {
    fc.assert(
      fc.property(population, policy, (users, chosen) => {
        const putAside = settle(users, chosen);
        const kept = users.filter(({ sub }) => !(sub in putAside));
        const names = kept.map((user) =>
          user.attributes.get('email')?.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
        );
        expect(new Set(names).size).toBe(names.length);
        expect(settle(kept, chosen)).toEqual({});
      }),
    );
  });

  it('does not let an added unproved user take a name from its owner', () => {
    fc.assert(
      fc.property(population, policy, (users, chosen) => {
        if (chosen === 'reject') return;
        const before = settle(users, chosen);
        const added = withEmail(50, 'a@x.io', 'false');
        const after = settle([...users, added], chosen);
        for (const { sub } of users)
          if (!(sub in before) && sub in after) expect(after[sub]?.code).toBe('duplicate-none-verified');
      }),
    );
  });
});
