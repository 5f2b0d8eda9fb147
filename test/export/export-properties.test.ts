import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImportCsv } from '../../core/csv/read-import-csv.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { runExport } from '../support/export-world.ts';
import { createFakeUserPool } from '../support/fake-user-pool.ts';
import { buildSource, buildTarget, buildUser, buildUsersConfig } from '../support/user-builders.ts';

const uuid = (n: number) => `${(n % 16).toString(16)}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const email = fc.constantFrom('a@x.io', 'A@x.io', 'b@x.io', 'B@X.io', 'c@x.io', 'é@x.io', 'd@x.io');
const person = fc.record({
  email,
  verified: fc.constantFrom('true', 'true', 'false'),
  created: fc.nat(3),
  name: fc.constantFrom('Ann', 'Lee, Ann', 'x\ny', ''),
  enabled: fc.constantFrom(true, true, false),
  status: fc.constantFrom('CONFIRMED', 'CONFIRMED', 'UNCONFIRMED'),
});
const population = fc.array(person, { maxLength: 30 }).map((people) =>
  people.map(({ email, verified, created, name, enabled, status }, n) =>
    buildUser(n, {
      sub: uuid(n),
      createdAtMs: created,
      lastModifiedAtMs: created,
      enabled,
      status,
      attributes: { email, email_verified: verified, name },
    }),
  ),
);
const policy = fc.constantFrom('reject', 'newest-created', 'oldest-created', 'last-modified');
const target = fc.constantFrom(
  buildTarget(),
  buildTarget({ caseSensitive: true }),
  buildTarget({ signIn: { kind: 'username', aliases: ['email'] } }),
);

const exportOf = (
  users: readonly UserRecord[],
  duplicates: string,
  profile = buildTarget(),
  pageSize = 60,
  memory = 1e6,
) =>
  runExport(
    users,
    {
      source: { profile: buildSource({ estimatedUsers: users.length }), region: 'eu-west-1' },
      target: { profile, region: 'eu-west-1' },
      users: buildUsersConfig({ duplicates }),
      includeDisabled: true,
      limits: { maxRows: 7, maxBytes: 4_000 },
      memory,
    },
    { listing: createFakeUserPool(users, { pageSize }).listing },
  );

describe('whatever users there are, an export', () => {
  it('makes the same bytes whatever the order of the listing, the size of pages and the memory it has', async () => {
    await fc.assert(
      fc.asyncProperty(
        population.chain((users) =>
          fc.tuple(fc.constant(users), fc.shuffledSubarray(users, { minLength: users.length })),
        ),
        policy,
        target,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5_000 }),
        async ([users, shuffled], duplicates, profile, pageSize, memory) => {
          const one = await exportOf(users, duplicates, profile);
          const other = await exportOf(shuffled, duplicates, profile, pageSize, memory);
          expect(new Map([...other.files].sort())).toEqual(new Map([...one.files].sort()));
          expect({ ...other.result.manifest, listing: undefined }).toEqual({
            ...one.result.manifest,
            listing: undefined,
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has everybody as exactly one of exported and rejected, and each row in the place that is said', async () => {
    await fc.assert(
      fc.asyncProperty(population, policy, target, async (users, duplicates, profile) => {
        const { lines, files, result } = await exportOf(users, duplicates, profile);
        const [exported, rejected] = [lines('users.jsonl'), lines('rejects.jsonl')];
        expect([...exported, ...rejected].map(({ sub }) => sub).sort()).toEqual(users.map(({ sub }) => sub).sort());

        // All parts joined are the whole: every user's row once, under the name that is said of them.
        const { header } = result.manifest;
        const names = new Map<string, string>();
        for (const [name, text] of files) {
          const part = /^users-(\d+)\.csv$/.exec(name)?.[1];
          if (part === undefined) continue;
          for await (const { line, cells } of readImportCsv([Buffer.from(text)])) {
            if (line > 1) names.set(`${Number(part)}/${line - 1}`, cells[header.indexOf('cognito:username')] ?? '');
          }
        }
        expect(names.size).toBe(exported.length);
        for (const { part, row, targetUsername } of exported) expect(names.get(`${part}/${row}`)).toBe(targetUsername);
      }),
      { numRuns: 100 },
    );
  });

  it('gives nobody a name because an attacker added an account: whoever was exported stays, or nobody takes their place', async () => {
    await fc.assert(
      fc.asyncProperty(population, policy, target, email, async (users, duplicates, profile, address) => {
        const attacker = buildUser(99, {
          sub: uuid(99),
          createdAtMs: 9,
          lastModifiedAtMs: 9,
          attributes: { email: address, email_verified: 'false' },
        });
        const before = await exportOf(users, duplicates, profile);
        const after = await exportOf([...users, attacker], duplicates, profile);

        const ownersOf = (run: typeof before) =>
          new Map<string, string>(run.lines('users.jsonl').map(({ sub, targetUsername }) => [targetUsername, sub]));
        const [owned, owning] = [ownersOf(before), ownersOf(after)];
        for (const [name, sub] of owning) {
          if (sub === attacker.sub) expect(profile.signIn.kind).toBe('username');
          else expect(owned.get(name)).toBe(sub);
        }
        // An unverified address takes nothing even from those who share it, but where the policy puts all of them aside.
        if (duplicates !== 'reject')
          expect([...owned.values()].every((sub) => [...owning.values()].includes(sub))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('gives nobody the username of somebody else, whatever an attacker calls an added account', async () => {
    const name = fc.constantFrom('ann', 'Ann', 'ANN', 'bob', 'Bob', 'a@x.io', 'A@x.io');
    const byName = fc.constantFrom(
      buildTarget({ signIn: { kind: 'username', aliases: [] } }),
      buildTarget({ signIn: { kind: 'username', aliases: ['email', 'preferred_username'] } }),
    );
    await fc.assert(
      fc.asyncProperty(population, fc.array(name), policy, byName, name, name, async (...given) => {
        const [people, names, duplicates, profile, username, preferred_username] = given;
        const users = people.map((user, n) => ({ ...user, username: names[n] ?? user.username }));
        const attacker = buildUser(99, {
          sub: uuid(99),
          username,
          createdAtMs: 9,
          lastModifiedAtMs: 9,
          attributes: { email: 'attacker@x.io', preferred_username },
        });
        const namesOf = (run: Awaited<ReturnType<typeof exportOf>>) =>
          new Map<string, string>(
            run.lines('users.jsonl').map(({ sub, targetUsername }) => [targetUsername.toLowerCase(), sub]),
          );
        const before = namesOf(await exportOf(users, duplicates, profile));
        const after = namesOf(await exportOf([...users, attacker], duplicates, profile));
        for (const [owned, sub] of before) expect([sub, undefined]).toContain(after.get(owned));
      }),
      { numRuns: 60 },
    );
  });
});
