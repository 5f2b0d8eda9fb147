import { describe, expect, it } from 'vitest';
import { readMergeDecisions } from '../../core/export/merge-decisions.ts';
import { packageUserSchema } from '../../core/journal/package-manifest.ts';
import { list, runExport } from '../support/export-world.ts';
import { buildMapOf, imported, inTarget } from '../support/map-world.ts';
import { buildUser, buildUsersConfig } from '../support/user-builders.ts';

const shared = { email: 'a@x.io' };
const [old, recent] = [buildUser(1, { attributes: shared }), buildUser(2, { attributes: shared })];
const pretender = buildUser(3, { attributes: { ...shared, email_verified: 'false' } });
const stranger = buildUser(4);

describe('a merge proposal', () => {
  it('is handed back and decides: one user crosses, the other is led to them, and everybody is accounted for', async () => {
    const proposing = await runExport([old, recent, stranger]);
    expect(proposing.counts).toMatchObject({ exported: 1, rejected: 2 });
    const merges = readMergeDecisions(proposing.files.get('merge-proposal.csv') ?? '', 'merge-proposal.csv');

    const { counts, lines, files } = await runExport([old, recent, stranger], { merges });

    expect(counts).toMatchObject({ listed: 3, exported: 2, rejected: 1, rejectedByCode: { merged: 1 } });
    expect(lines('users.jsonl')).toMatchObject([
      { sub: recent.sub, merged: [{ sub: old.sub, username: old.username }] },
      { sub: stranger.sub },
    ]);
    expect(lines('rejects.jsonl')).toMatchObject([{ sub: old.sub, code: 'merged' }]);
    expect(files.get('rejects.csv')).toContain(`${recent.sub},${recent.username}`);
  });

  it('leads what the merged user owns to whom the other one became', async () => {
    const merges = readMergeDecisions(`sub,intoSub\n${old.sub},${recent.sub}\n`, 'merges.csv');
    const exported = await runExport([old, recent], { merges });
    const users = exported.lines('users.jsonl').map((user) => packageUserSchema.parse(user));

    const { lines } = await buildMapOf([
      ...users.map((user) => ({ source: 'package', user }) as const),
      imported(recent.sub, recent.username, 'new', 'new'),
      inTarget('new', 'new'),
    ]);

    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { oldSub: old.sub, oldUsername: old.username, newSub: 'new', via: 'merge' },
      { oldSub: recent.sub, newSub: 'new', via: 'import' },
    ]);
  });

  it('does not say that nothing is to be done where whoever was kept instead cannot cross either', async () => {
    const unsafe = { ...recent, attributes: new Map([...recent.attributes, ['name', 'a\\']]) };
    for (const settings of [
      { merges: new Map([[old.sub, recent.sub]]) },
      { users: buildUsersConfig({ duplicates: 'last-modified' }) },
    ]) {
      const { counts, files } = await runExport([old, unsafe], settings);
      expect(counts).toMatchObject({ exported: 0, rejected: 2 });
      const [, row] = (files.get('rejects.csv') ?? '').split('\n');
      expect(row).toMatch(/merged|duplicate-not-chosen/);
      expect(row).toMatch(/rejected too, mend that/);
    }
  });

  it.each([
    ['into a user who has crossed, to whom this package cannot lead anybody', recent, `"${recent.sub}" has crossed`],
    ['of a user who has crossed', old, `"${old.sub}" has crossed`],
  ])('is refused, with the reason, where it is one %s', async (_what, crossed, reason) => {
    const settings = { merges: new Map([[old.sub, recent.sub]]), onlyMissing: true };
    const listCrossedSubs = () => list([crossed.sub]);
    await expect(runExport([old, recent], settings, { listCrossedSubs })).rejects.toMatchObject({
      code: 'bad-merges',
      problems: [expect.stringContaining(reason)],
      hint: expect.stringContaining('without --only-missing'),
    });
  });

  it('settles nothing for those who were not decided about', async () => {
    const merges = new Map([[old.sub, recent.sub]]);
    const { lines } = await runExport([old, recent, pretender], { merges });
    expect(lines('rejects.jsonl').map(({ sub, code }) => [sub, code])).toEqual([
      [old.sub, 'merged'],
      [recent.sub, 'duplicate-sign-in-name'],
      [pretender.sub, 'duplicate-sign-in-name'],
    ]);
  });

  it.each<[string, readonly [string, string]]>([
    ['share nothing', [old.sub, stranger.sub]],
    ['share an address that only one of them verified', [pretender.sub, recent.sub]],
    ['are no users of this pool', ['nobody', recent.sub]],
  ])('is refused when it names users who %s', async (_what, pair) => {
    await expect(runExport([old, recent, pretender, stranger], { merges: new Map([pair]) })).rejects.toMatchObject({
      code: 'bad-merges',
      exitCode: 2,
      problems: [expect.stringContaining(pair[0])],
    });
  });

  it.each([
    ['nothing to merge into', 'sub,intoSub\na,\n', /line 2/],
    ['a user merged into themselves', 'sub,intoSub\na,a\n', /into itself/],
    ['a user merged twice', 'sub,intoSub\na,b\na,c\n', /merged twice/],
    ['a chain', 'sub,intoSub\na,b\nb,c\n', /merged away itself/],
    ['no header', 'a,b\n', undefined],
    ['a quote that never ends', 'sub,intoSub\n"a,b\n', undefined],
  ])('is refused with %s', (_what, text, problem) => {
    const read = () => readMergeDecisions(text, 'x.csv');
    const problems = problem === undefined ? {} : { problems: [expect.stringMatching(problem)] };
    expect(read).toThrow(expect.objectContaining({ code: 'bad-merges', ...problems }));
  });

  it('is read although a spreadsheet saved it: with a mark in front, other columns and quotes', () => {
    const text = '\ufeff"sub","username","note","intoSub"\r\n"a","x","ok","b"\r\n';
    expect(readMergeDecisions(text, 'x.csv')).toEqual(new Map([['a', 'b']]));
  });

  it.each([
    [';', 'sub;username;intoSub\r\na;"x;y";b\r\n'],
    ['a tab', 'sub\tusername\tintoSub\na\tx,y;z\tb\n'],
    ['a comma, and lines emptied instead of deleted', 'sub,username,intoSub\r\n,,\r\na,x;y,b\r\n,,\r\n'],
  ])('is read although a spreadsheet saved it: with %s between cells', (_what, text) => {
    expect(readMergeDecisions(text, 'x.csv')).toEqual(new Map([['a', 'b']]));
  });

  it('keeps to the policy among those who stay', async () => {
    const users = [old, recent, buildUser(5, { attributes: shared })];
    const { lines } = await runExport(users, {
      merges: new Map([[recent.sub, users[2]?.sub ?? '']]),
      users: buildUsersConfig({ duplicates: 'oldest-created' }),
    });
    expect(lines('users.jsonl').map(({ sub }) => sub)).toEqual([old.sub]);
  });
});
