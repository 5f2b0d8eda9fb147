import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsersConfig } from '../../core/config/schema.ts';
import { type IndexRow, planLoginIndex } from '../../core/index-logins/plan-login-index.ts';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { runExport } from '../support/export-world.ts';
import { buildTarget, buildUser, buildUsersConfig } from '../support/user-builders.ts';

async function* listing(users: readonly UserRecord[]) {
  yield* users;
}

const plan = (
  users: readonly UserRecord[],
  {
    target = buildTarget(),
    config = buildUsersConfig(),
    forgotten = [],
  }: { target?: PoolProfile; config?: UsersConfig; forgotten?: readonly string[] } = {},
) =>
  planLoginIndex(listing(users), {
    target,
    users: config,
    forgotten: new Set(forgotten),
    hashLogin: (login) => `#${login}`,
  });

const rowOf = (rows: readonly IndexRow[], login: string) => rows.find(({ loginHash }) => loginHash === `#${login}`);

describe('planLoginIndex', () => {
  it('leads from the address to the user', async () => {
    const user = buildUser(1, { attributes: { email: 'User1@Example.com' } });

    const { rows, counts } = await plan([user]);

    expect(rows).toEqual([
      {
        loginHash: '#user1@example.com',
        ambiguous: false,
        previousSub: user.sub,
        previousUsername: 'user1',
        verified: true,
      },
    ]);
    expect(counts).toEqual({ listed: 1, indexed: 1, unverified: 0, leftOut: {}, names: 1, ambiguousNames: 0 });
  });

  it('says of an unverified address that it is, and counts the user', async () => {
    const { rows, counts } = await plan([buildUser(1, { attributes: { email_verified: 'false' } })]);

    expect(rowOf(rows, 'user1@example.com')).toMatchObject({ ambiguous: false, verified: false });
    expect(counts).toMatchObject({ indexed: 1, unverified: 1 });
  });

  it.each([
    ['disabled', { enabled: false }],
    ['external-provider', { status: 'EXTERNAL_PROVIDER' }],
    ['unconfirmed', { status: 'UNCONFIRMED' }],
    ['status-not-carried', { status: 'ARCHIVED' }],
    ['no-sign-in-name', { attributes: { email: '' } }],
  ])('leaves out users with the reason %s', async (reason, overrides) => {
    const { rows, counts } = await plan([buildUser(1, overrides)]);

    expect(rows).toEqual([]);
    expect(counts).toMatchObject({ listed: 1, indexed: 0, leftOut: { [reason]: 1 } });
  });

  const twins = [
    buildUser(1, { attributes: { email: 'twin@example.com' } }),
    buildUser(2, { attributes: { email: 'TWIN@example.com' } }),
    buildUser(3, { attributes: { email: 'twin@EXAMPLE.com', email_verified: 'false' } }),
  ];

  it('leads nobody to a user whose name is shared', async () => {
    const { rows, counts } = await plan(twins);

    expect(rows).toEqual([{ loginHash: '#twin@example.com', ambiguous: true }]);
    expect(counts).toMatchObject({ indexed: 0, leftOut: { 'duplicate-sign-in-name': 3 }, ambiguousNames: 1 });
  });

  it('leads to the user whom the configuration chooses among those who verified it', async () => {
    const { rows, counts } = await plan(twins, { config: buildUsersConfig({ duplicates: 'newest-created' }) });

    expect(rows).toMatchObject([{ ambiguous: false, previousSub: buildUser(2).sub, verified: true }]);
    expect(counts).toMatchObject({ indexed: 1, leftOut: { 'duplicate-not-chosen': 2 }, ambiguousNames: 0 });
  });

  it('leads nobody to who was forgotten, though the source still has them', async () => {
    const { rows, counts } = await plan([buildUser(1), buildUser(2)], { forgotten: [buildUser(1).sub] });

    expect(rows.map(({ loginHash }) => loginHash)).toEqual(['#user2@example.com']);
    expect(counts).toMatchObject({ listed: 2, indexed: 1, leftOut: { forgotten: 1 } });
  });

  it.each(['reject', 'newest-created'])(
    'gives nobody a name that they shared with who was forgotten (%s)',
    async (duplicates) => {
      const forgotten = [buildUser(2).sub];

      const { rows, counts } = await plan(twins.slice(0, 2), { config: buildUsersConfig({ duplicates }), forgotten });

      expect(rows).toEqual([{ loginHash: '#twin@example.com', ambiguous: true }]);
      expect(counts).toMatchObject({ indexed: 0, leftOut: { forgotten: 1 } });
    },
  );

  it('counts who was forgotten and could not cross anyway as forgotten', async () => {
    const { counts } = await plan([buildUser(1, { enabled: false })], { forgotten: [buildUser(1).sub] });

    expect(counts).toMatchObject({ listed: 1, indexed: 0, leftOut: { forgotten: 1 } });
  });

  it('knows verified aliases beside the username', async () => {
    const target = buildTarget({ signIn: { kind: 'username', aliases: ['email'] } });
    const unverified = buildUser(2, { attributes: { email_verified: 'false' } });

    const { rows } = await plan([buildUser(1), unverified], { target });

    expect(rows.map(({ loginHash }) => loginHash)).toEqual(['#user1', '#user1@example.com', '#user2']);
  });

  const anyUser = fc
    .record({
      n: fc.integer({ min: 1, max: 30 }),
      email: fc.constantFrom('a@x.io', 'A@x.io', 'b@x.io', 'c@x.io', 'd@x.io', ''),
      verified: fc.constantFrom('true', 'false'),
      status: fc.constantFrom('CONFIRMED', 'CONFIRMED', 'RESET_REQUIRED', 'UNCONFIRMED', 'EXTERNAL_PROVIDER'),
      enabled: fc.constantFrom(true, true, true, false),
      createdAtMs: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ n, email, verified, ...user }) =>
      buildUser(n, { ...user, attributes: { email, email_verified: verified } }),
    );
  const anyPool = fc.uniqueArray(anyUser, { selector: ({ sub }) => sub, maxLength: 12 });
  const anyRules = fc.record({
    duplicates: fc.constantFrom('reject', 'newest-created', 'oldest-created', 'last-modified'),
    signIn: fc.constantFrom<PoolProfile['signIn']>(
      { kind: 'attribute', attributes: ['email'] },
      { kind: 'username', aliases: ['email'] },
      { kind: 'username', aliases: [] },
    ),
  });

  it('accounts for everybody, whatever the order of the listing', async () => {
    await fc.assert(
      fc.asyncProperty(anyPool, anyRules, fc.nat(11), async (users, { duplicates, signIn }, at) => {
        const forgotten = users.slice(at, at + 1).map(({ sub }) => sub);
        const rules = { target: buildTarget({ signIn }), config: buildUsersConfig({ duplicates }), forgotten };

        const index = await plan(users, rules);

        const leftOut = Object.values(index.counts.leftOut).reduce((sum, count) => sum + count, 0);
        expect(index.counts.listed).toBe(users.length);
        expect(index.counts.indexed + leftOut).toBe(users.length);
        expect(await plan(users.toReversed(), rules)).toEqual(index);
      }),
    );
  });

  it('leads only to users whom export lets cross, and to all of them', async () => {
    await fc.assert(
      fc.asyncProperty(anyPool, anyRules, async (users, { duplicates, signIn }) => {
        const target = buildTarget({ signIn });
        const config = buildUsersConfig({ duplicates });

        const { rows } = await plan(users, { target, config });

        const { lines } = await runExport(users, { users: config, target: { profile: target, region: 'eu-west-1' } });
        const exported = lines('users.jsonl');
        const reached = new Set(rows.flatMap((row) => (row.ambiguous || !row.verified ? [] : [row.previousSub])));
        for (const { sub } of exported) expect(reached).toContain(sub);
        if (signIn.kind === 'attribute') expect(reached.size).toBe(exported.length);
      }),
    );
  });
});
