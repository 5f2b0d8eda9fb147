import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExportSettings } from '../../core/export/export-settings.ts';
import { exportUsers } from '../../core/export/export-users.ts';
import { rejectCodes } from '../../core/export/reject-codes.ts';
import { packageManifestSchema } from '../../core/journal/package-manifest.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { buildExportPorts, buildExportSettings, list, openMemoryRun, runExport } from '../support/export-world.ts';
import { createFakeUserPool } from '../support/fake-user-pool.ts';
import { createInMemoryPackage } from '../support/in-memory-package.ts';
import { buildSource, buildTarget, buildUser, buildUsersConfig, importHeader } from '../support/user-builders.ts';

const requiring = (required: string) =>
  buildTarget({ schema: buildTarget().schema.map((each) => ({ ...each, required: each.name === required })) });

const sourceWith = (name: string) =>
  buildSource({ schema: [...buildSource().schema, { name, type: 'String', required: false, mutable: true }] });

const settings = buildExportSettings;
const run = runExport;

const many = (count: number) => Array.from({ length: count }, (_, n) => buildUser(n));

describe('exportUsers', () => {
  it('writes whom it exports and whom it rejects, by sub, and a manifest that adds up', async () => {
    const users = [
      buildUser(3),
      buildUser(1, { enabled: false }),
      buildUser(2),
      buildUser(4, { status: 'UNCONFIRMED' }),
    ];

    const { counts, files, lines, result } = await run(users);

    expect(counts).toEqual({
      listed: 4,
      exported: 2,
      rejected: 2,
      alreadyCrossed: 0,
      rejectedByCode: { disabled: 1, unconfirmed: 1 },
    });
    expect(lines('users.jsonl')).toEqual([
      { sub: buildUser(2).sub, username: 'user2', targetUsername: 'user2@example.com', part: 1, row: 1 },
      { sub: buildUser(3).sub, username: 'user3', targetUsername: 'user3@example.com', part: 1, row: 2 },
    ]);
    expect(lines('rejects.jsonl').map(({ username, code }) => [username, code])).toEqual([
      ['user1', 'disabled'],
      ['user4', 'unconfirmed'],
    ]);
    expect(files.get('users-001.csv')?.split('\n')[0]).toBe(importHeader.join(','));
    expect(result.manifest.complete).toBe(true);
    expect(packageManifestSchema.parse(JSON.parse(JSON.stringify(result.manifest)))).toEqual(result.manifest);
  });

  it('makes the same bytes of the same pool, whatever the order of the listing', async () => {
    const users = [
      ...many(20),
      buildUser(30, { attributes: { email: 'user1@example.com' } }),
      buildUser(31, { enabled: false }),
    ];
    const [one, other] = [await run(users), await run(users.toReversed())];

    expect([...other.files]).toEqual([...one.files]);
    expect(other.result.manifest).toEqual(one.result.manifest);
  });

  it('fails with what went wrong first, also where the disk does not let it tidy up', async () => {
    const full = new Error('full');
    const fail = (error: Error) => () => Promise.reject(error);
    const writer = { ...createInMemoryPackage(), create: fail(full), discard: fail(new Error('read-only')) };
    const ports = await buildExportPorts([buildUser(1)], { writer });
    await expect(exportUsers(buildExportSettings(), ports)).rejects.toBe(full);
  });

  it.each(['settling who gets which name', 'writing'])(
    'stops when it is told to while it is %s, and goes on without listing anybody again',
    async (phase) => {
      const pool = createFakeUserPool(Array.from({ length: 50 }, (_, n) => buildUser(n)));
      const run = await openMemoryRun();
      const stop = new AbortController();
      const stopped = await buildExportPorts([], {
        listing: { ...pool.listing, signal: stop.signal },
        run,
        onPhase: (begun) => {
          if (begun === phase) stop.abort();
        },
      });
      const settings = buildExportSettings({ memory: 1_000 });
      await expect(exportUsers(settings, stopped)).rejects.toMatchObject({ exitCode: 130 });
      const before = pool.requests.length;

      const { outcome } = await exportUsers(settings, await buildExportPorts([], { listing: pool.listing, run }));

      expect(outcome).toBe('written');
      expect(pool.requests.length).toBe(before);
    },
  );

  it('makes a package of an empty pool: a header and no row', async () => {
    const { counts, files } = await run([]);

    expect(counts.listed).toBe(0);
    expect(files.get('users-001.csv')).toBe(`${importHeader.join(',')}\n`);
  });

  it('accounts for every user exactly once, whatever users there are', async () => {
    const anyUser = fc.record({
      email: fc.constantFrom('a@x.io', 'A@x.io', 'b@x.io', 'c@x.io', '', 'nobody'),
      email_verified: fc.constantFrom('true', 'false', 'TRUE'),
      name: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('x\ny')),
      birthdate: fc.constantFrom('', '1990-01-01', '01/01/1990'),
      status: fc.constantFrom('CONFIRMED', 'CONFIRMED', 'UNCONFIRMED', 'EXTERNAL_PROVIDER', 'NEW'),
      enabled: fc.boolean(),
      crossed: fc.boolean(),
    });
    const policy = fc.constantFrom('reject', 'newest-created', 'oldest-created', 'last-modified');
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyUser, { maxLength: 12 }),
        policy,
        fc.boolean(),
        async (people, duplicates, includeDisabled) => {
          const users = people.map(({ status, enabled, crossed: _, ...attributes }, n) =>
            buildUser(n, { status, enabled, attributes }),
          );
          const crossed = users.filter((_, n) => people[n]?.crossed).map(({ sub }) => sub);

          const { lines, counts } = await run(
            users,
            { onlyMissing: true, includeDisabled, users: buildUsersConfig({ duplicates }) },
            { listCrossedSubs: () => list(crossed) },
          );

          const exported = lines('users.jsonl').map(({ sub }) => sub);
          const rejected = lines('rejects.jsonl').map(({ sub }) => sub);
          expect([...exported, ...rejected, ...crossed].sort()).toEqual(users.map(({ sub }) => sub));
          expect(counts.exported + counts.rejected + counts.alreadyCrossed).toBe(counts.listed);
          for (const { code } of lines('rejects.jsonl')) expect(rejectCodes).toHaveProperty(code);
        },
      ),
    );
  });

  it('leaves out who has crossed, and does not give their names to anybody else', async () => {
    const [crossed, rival, other] = [
      buildUser(1),
      buildUser(2, { attributes: { email: 'USER1@example.com' } }),
      buildUser(3),
    ];

    const { counts, lines } = await run(
      [crossed, rival, other],
      { onlyMissing: true, users: buildUsersConfig({ duplicates: 'newest-created' }) },
      { listCrossedSubs: () => list([crossed.sub, 'of another pool']) },
    );

    expect(counts).toMatchObject({ listed: 3, exported: 1, rejected: 1, alreadyCrossed: 1 });
    expect(lines('rejects.jsonl')).toMatchObject([{ sub: rival.sub, code: 'duplicate-not-chosen' }]);
  });

  it('keeps the name for whoever has crossed, also when they were disabled in the source since', async () => {
    const [crossed, rival] = [
      buildUser(1, { enabled: false }),
      buildUser(2, { attributes: { email: 'user1@example.com' } }),
    ];

    const { counts, lines } = await run(
      [crossed, rival],
      { onlyMissing: true },
      { listCrossedSubs: () => list([crossed.sub]) },
    );

    expect(counts).toMatchObject({ exported: 0, rejected: 1, alreadyCrossed: 1 });
    expect(lines('rejects.jsonl')).toMatchObject([{ sub: rival.sub, code: 'duplicate-not-chosen' }]);
  });

  it('puts at most 250 disabled users into one part', async () => {
    const users = many(501).map((user) => ({ ...user, enabled: false }));

    const { result } = await run(users, { includeDisabled: true });

    const parts = result.manifest.files.filter(({ name }) => /^users-\d/.test(name));
    expect(parts.map(({ rows }) => rows)).toEqual([250, 250, 1]);
  });

  it('splits files by rows, and puts disabled users last into parts of their own', async () => {
    const users = many(7).map((user, n) => ({ ...user, enabled: n !== 0 }));

    const { files, lines } = await run(users, { includeDisabled: true, limits: { maxRows: 4, maxBytes: 1e6 } });

    expect([...files.keys()].filter((name) => name.startsWith('users-'))).toEqual([
      'users-001.csv',
      'users-002.csv',
      'users-003.csv',
    ]);
    expect(lines('users.jsonl').map(({ part, row }) => [part, row])).toEqual([
      [3, 1],
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 4],
      [2, 1],
      [2, 2],
    ]);
  });

  it('splits files by bytes, not by characters', async () => {
    const users = many(10).map((user) =>
      buildUser(Number(user.username.slice(4)), { attributes: { name: '😀'.repeat(100) } }),
    );

    const { files, counts } = await run(users, { limits: { maxRows: 100, maxBytes: 2000 } });

    const parts = [...files].filter(([name]) => /^users-\d/.test(name));
    expect(counts.exported).toBe(10);
    expect(parts.length).toBeGreaterThan(3);
    for (const [, text] of parts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2000);
  });

  it('ends without a package when a file does not read back as it was meant', async () => {
    for (const corrupt of [
      (name: string, text: string) => (name === 'users-001.csv' ? text.replace('user1@', 'user9@') : text),
      (name: string, text: string) => (name === 'users-001.csv' ? text.slice(0, -30) : text),
      (name: string, text: string) => (name === 'users-001.csv' ? text.replace(/\n[^\n]*\n$/, '\n') : text),
    ]) {
      const writer = createInMemoryPackage({ corrupt });
      await expect(exportUsers(settings(), await buildExportPorts(many(3), { writer }))).rejects.toMatchObject({
        code: 'export-defect',
      });
      expect(writer.isDiscarded()).toBe(true);
    }
  });

  it('marks only whom the operator listed, says so in the package, and names subs it does not know', async () => {
    const [listed, silent] = [1, 2].map((n) => buildUser(n, { attributes: { email_verified: 'false' } })) as [
      UserRecord,
      UserRecord,
    ];

    const { result, lines } = await run([listed, silent], {
      users: buildUsersConfig({ unverified: 'mark-verified' }),
      marking: { kind: 'listed', subs: new Set([listed.sub, 'nobody']) },
    });

    expect(lines('users.jsonl')).toMatchObject([{ sub: listed.sub, markedVerified: ['email'] }]);
    expect(lines('rejects.jsonl')).toMatchObject([{ sub: silent.sub, code: 'unverified-sign-in-name' }]);
    expect(result).toMatchObject({ markedVerified: 1, markedUnknown: ['nobody'] });
    expect(result.manifest.options.markVerified).toBe('listed');
  });

  it.each([
    ['signs in through a provider', { status: 'EXTERNAL_PROVIDER' }],
    ['is disabled', { enabled: false }],
  ])(
    "gives nobody, by an operator's word alone, an address of somebody who verified it and %s",
    async (_who, stays) => {
      const owner = buildUser(1, { ...stays, attributes: { email: 'a@x.io' } });
      const claimant = buildUser(2, { attributes: { email: 'A@x.io', email_verified: 'false' } });
      const another = buildUser(3, { attributes: { email_verified: 'false' } });
      for (const duplicates of ['reject', 'newest-created']) {
        const { lines } = await run([owner, claimant, another], {
          users: buildUsersConfig({ unverified: 'mark-verified', duplicates }),
          marking: { kind: 'all' },
        });
        expect(lines('users.jsonl').map(({ sub }) => sub)).toEqual([another.sub]);
        expect(lines('rejects.jsonl')).toMatchObject([
          { sub: owner.sub },
          { sub: claimant.sub, code: 'duplicate-not-chosen', message: expect.stringContaining(owner.sub) },
        ]);
      }
    },
  );

  it('keeps no address from who verified it because somebody who stays behind had verified it too', async () => {
    const [owner, disabled] = [1, 2].map((n) => buildUser(n, { enabled: n === 1, attributes: { email: 'a@x.io' } }));
    const { lines } = await run([owner, disabled] as UserRecord[], { marking: { kind: 'all' } });
    expect(lines('users.jsonl').map(({ sub }) => sub)).toEqual([owner?.sub]);
  });

  it('lets linked native users cross and lists their links', async () => {
    const identities = JSON.stringify([
      { userId: '123', providerName: 'Google', providerType: 'Google', primary: false },
    ]);

    const { lines, counts, result } = await run([
      buildUser(1, { attributes: { identities } }),
      buildUser(2, { attributes: { identities: 'not json' } }),
    ]);

    expect(counts.exported).toBe(2);
    expect(lines('links.jsonl')).toEqual([
      { sub: buildUser(1).sub, username: 'user1', provider: 'Google', providerUserId: '123' },
    ]);
    expect(result.unreadableLinks).toEqual({ count: 1, first: [buildUser(2).sub] });
  });

  it('proposes to merge only users who verified the same address, and merges nobody', async () => {
    const shared = { email: 'a@x.io' };
    const users = [
      buildUser(1, { attributes: shared }),
      buildUser(2, { attributes: shared }),
      buildUser(3, { attributes: { ...shared, email_verified: 'false' } }),
    ];

    const { files, counts } = await run(users);

    expect(counts).toMatchObject({ exported: 0, rejected: 3 });
    const [, ...rows] = (files.get('merge-proposal.csv') ?? '').trim().split('\n');
    expect(rows.map((row) => row.split(',').slice(0, 3))).toEqual([[users[0]?.sub, 'user1', users[1]?.sub]]);
  });

  it('does not let a spreadsheet run what stands in a username', async () => {
    const { files } = await run([buildUser(1, { username: '=cmd()', enabled: false })]);

    expect(files.get('rejects.csv')).toContain(",'=cmd(),");
  });

  it('flags names beyond ASCII and names that look alike, and keeps them apart', async () => {
    const users = ['\u212aim@x.io', 'kim@x.io', 'us\u0435r@x.io'].map((email, n) =>
      buildUser(n, { attributes: { email } }),
    );

    const { result, counts } = await run(users);

    expect(counts.exported).toBe(3);
    expect(result.nonAscii).toEqual({ count: 2, first: [users[0]?.sub, users[2]?.sub] });
    expect(result.lookAlikes).toEqual({ count: 1, first: [[users[0]?.sub, users[1]?.sub]] });
  });

  it('tells which attributes cross and which stay behind', async () => {
    const { result } = await run([
      buildUser(1, { attributes: { name: 'Ann', 'custom:role': 'x', 'dev:note': 'y', identities: '[]' } }),
    ]);

    expect(result.coverage).toEqual([
      { name: 'custom:role', users: 1, crosses: false },
      { name: 'dev:note', users: 1, crosses: false },
      { name: 'email', users: 1, crosses: true },
      { name: 'email_verified', users: 1, crosses: true },
      { name: 'name', users: 1, crosses: true },
    ]);
  });

  describe('when the source has second factors', () => {
    const source = { profile: buildSource({ mfa: 'OPTIONAL' }), region: 'eu-west-1' };
    const factors = new Map<string, readonly string[] | undefined>([
      ['user1', ['SOFTWARE_TOKEN_MFA']],
      ['user2', []],
      ['user3', undefined],
    ]);
    const secondFactors = {
      listSecondFactors: async (name: string) => factors.get(name),
      rateLimit: { acquire: async () => {}, charge: () => {} },
    };
    const users = [1, 2, 3].map((n) => buildUser(n));

    it('refuses to go on without being told what to do about them', async () => {
      await expect(run(users, { source })).rejects.toMatchObject({
        code: 'export-refused',
        problems: [expect.stringContaining('--mfa')],
      });
    });

    it('rejects who has one by default, and who vanished meanwhile', async () => {
      const unconfirmed = { ...buildUser(2), sub: `${buildUser(2).sub}-b`, status: 'UNCONFIRMED' };

      const { lines, counts } = await run([...users, unconfirmed], { source, mfa: 'check' }, { secondFactors });

      expect(lines('rejects.jsonl').map(({ code }) => code)).toEqual(['second-factor', 'unconfirmed', 'vanished']);
      expect(counts).toMatchObject({ listed: 4, exported: 1, rejected: 3 });
    });

    it('lets them cross where the configuration accepts the loss, and on request does not look', async () => {
      const accepting = buildUsersConfig({ mfa: { passwordOnly: 'reset' } });
      const { counts, result } = await run(users, { source, mfa: 'check', users: accepting }, { secondFactors });
      expect(counts.exported).toBe(2);
      expect(result.secondFactorsLost).toBe(1);
      expect((await run(users, { source, mfa: 'drop' })).counts.exported).toBe(3);
    });
  });

  it.each<[string, Partial<ExportSettings>, RegExp]>([
    [
      'a target that verifies nothing',
      { target: { profile: buildTarget({ autoVerifiedAttributes: [] }), region: 'x' } },
      /AutoVerified/,
    ],
    [
      'a header without a username',
      { header: importHeader.filter((name) => name !== 'cognito:username') },
      /cognito:username/,
    ],
    [
      'a column that an import file cannot name for sure',
      { header: [...importHeader, 'custom:a,b'] },
      /"custom:a,b" cannot stand in an import file/,
    ],
    [
      'a header without a column for an attribute that crosses',
      { header: importHeader.filter((name) => name !== 'nickname') },
      /lack "nickname"/,
    ],
    [
      'attributes the source lacks',
      {
        source: { profile: buildSource({ schema: buildSource().schema.slice(0, 10) }), region: 'x' },
        users: buildUsersConfig({ attributes: { copy: ['standard', 'custom:plan'] } }),
      },
      /source has no attribute "custom:plan"/,
    ],
    [
      'marking without saying whom',
      { users: buildUsersConfig({ unverified: 'mark-verified' }) },
      /--mark-verified-list/,
    ],
    [
      'attributes the target lacks',
      {
        source: { profile: sourceWith('custom:zip'), region: 'x' },
        users: buildUsersConfig({ attributes: { copy: ['standard', 'custom:zip'] } }),
      },
      /target: has no attribute "custom:zip"/,
    ],
    [
      'leaving out every address of which the target wants one verified',
      {
        users: buildUsersConfig({ attributes: { copy: ['name', 'phone_number'] } }),
        target: { profile: buildTarget({ signIn: { kind: 'username', aliases: [] } }), region: 'x' },
      },
      /copy: leaves out "email"/,
    ],
    [
      'leaving out the address of which the target wants one verified beside the sign-in name',
      {
        users: buildUsersConfig({ attributes: { copy: ['name', 'email'] } }),
        target: { profile: buildTarget({ autoVerifiedAttributes: ['phone_number'] }), region: 'x' },
      },
      /copy: leaves out "phone_number"/,
    ],
    [
      'leaving out the address that becomes the username',
      {
        users: buildUsersConfig({ username: 'phone_number', attributes: { copy: ['email'] } }),
        target: { profile: buildTarget({ signIn: { kind: 'username', aliases: [] } }), region: 'x' },
      },
      /copy: leaves out "phone_number"/,
    ],
    [
      'leaving out an attribute that the target requires',
      {
        users: buildUsersConfig({ attributes: { copy: ['email'] } }),
        target: { profile: requiring('family_name'), region: 'x' },
      },
      /requires "family_name"/,
    ],
  ])('refuses %s before it reads any user', async (_what, set, problem) => {
    const { listing, requests } = createFakeUserPool([]);
    await expect(run([], set, { listing })).rejects.toMatchObject({
      exitCode: 2,
      problems: [expect.stringMatching(problem)],
    });
    expect(requests).toEqual([]);
  });

  describe('when the directory holds a package', () => {
    it('says that nothing changed', async () => {
      const { result } = await run(many(3));
      const again = createInMemoryPackage({ existing: result.manifest });

      expect((await exportUsers(settings(), await buildExportPorts(many(3), { writer: again }))).outcome).toBe(
        'unchanged',
      );
    });

    it('names what is different about one made with other options', async () => {
      const { result } = await run(many(3));
      const writer = createInMemoryPackage({ existing: result.manifest });
      const other = { includeDisabled: true, users: buildUsersConfig({ duplicates: 'newest-created' }) };
      await expect(exportUsers(settings(other), await buildExportPorts([], { writer }))).rejects.toThrow(
        'made otherwise: duplicates, includeDisabled.',
      );
    });

    it('names another list of verified users as what is different, and the same one in another order as nothing', async () => {
      const listing = (...subs: string[]) => ({ marking: { kind: 'listed', subs: new Set(subs) } }) as const;
      const { result } = await run(many(3), listing('a', 'b'));
      const writer = createInMemoryPackage({ existing: result.manifest });
      const again = async (...subs: string[]) =>
        exportUsers(settings(listing(...subs)), await buildExportPorts(many(3), { writer }));

      await expect(again('a', 'c')).rejects.toThrow('made otherwise: markVerifiedList.');
      expect((await again('b', 'a')).outcome).toBe('unchanged');
    });

    it('refuses one made with other options before it reads any user', async () => {
      const { result } = await run(many(3));
      const writer = createInMemoryPackage({ existing: result.manifest });
      const { listing, requests } = createFakeUserPool([]);

      await expect(
        exportUsers(settings({ includeDisabled: true }), await buildExportPorts([], { writer, listing })),
      ).rejects.toMatchObject({ code: 'package-differs', exitCode: 2 });
      expect(requests).toEqual([]);
    });
  });
});
