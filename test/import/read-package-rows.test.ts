import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PackageReader } from '../../core/export/package-port.ts';
import { assertPackageFits } from '../../core/import/assert-package-fits.ts';
import { readPackageRows } from '../../core/import/read-package-rows.ts';
import type { PackageManifest } from '../../core/journal/package-manifest.ts';
import { createImportWorld } from '../support/import-world.ts';
import { buildSource, buildTarget, buildUser, buildUsersConfig, importHeader } from '../support/user-builders.ts';

let whole: PackageReader;
const texts = new Map<string, string>();

beforeAll(async () => {
  const users = [buildUser(1), buildUser(2), buildUser(3, { enabled: false }), buildUser(4)];
  whole = (await createImportWorld({ users })).reader;
  for (const { name } of whole.manifest.files) {
    let text = '';
    for await (const chunk of whole.read(name)) text += new TextDecoder().decode(chunk);
    texts.set(name, text);
  }
});

/** The package after somebody changed it; with `rehash`, by somebody who put the manifest in order as well. */
const altered = (
  name: string,
  change: (text: string) => string,
  { rehash = true, manifest = {} }: { rehash?: boolean; manifest?: Partial<PackageManifest> } = {},
): PackageReader => {
  const text = change(texts.get(name) ?? '');
  const sha256 = createHash('sha256').update(text).digest('hex');
  return {
    manifest: {
      ...whole.manifest,
      ...manifest,
      files: whole.manifest.files.map((file) => (rehash && file.name === name ? { ...file, sha256 } : file)),
    },
    async *read(wanted) {
      yield new TextEncoder().encode(wanted === name ? text : texts.get(wanted));
    },
  };
};

const same = (text: string) => text;

describe('a package', () => {
  it('is read into rows that remember no values', async () => {
    const { rows, rejectedSubs } = await readPackageRows(whole, buildTarget());

    expect([...rows.keys()]).toEqual([buildUser(1).sub, buildUser(2).sub, buildUser(4).sub]);
    expect([...rejectedSubs]).toEqual([buildUser(3).sub]);
    expect(rows.get(buildUser(2).sub)).toMatchObject({ part: 1, row: 2, names: ['user2@example.com'] });
  });

  it.each<[string, () => PackageReader, string]>([
    [
      'a file is not the exported one',
      () => altered('users-001.csv', (text) => text.replace('user2@', 'evil@'), { rehash: false }),
      '"users-001.csv"',
    ],
    [
      'a row was swapped for another address',
      () => altered('users-001.csv', (text) => text.replaceAll('user2@', 'evil@')),
      'row 2 is another user',
    ],
    [
      'a row was added',
      () => altered('users-001.csv', (text) => `${text}${text.split('\n')[1]?.replaceAll('user1@', 'evil@')}\n`),
      'row 4 that belongs to nobody',
    ],
    [
      'a row was taken out',
      () => altered('users-001.csv', (text) => text.split('\n').toSpliced(3, 1).join('\n')),
      'counts that do not add up',
    ],
    [
      'a row has a cell too many',
      () => altered('users-001.csv', (text) => text.replace('user2@', ',user2@')),
      'line 3',
    ],
    [
      'two rows have one sign-in name',
      () => altered('users.jsonl', (text) => text.replace('user2@example.com', 'USER1@example.com')),
      'row 2 is another user',
    ],
    ['a user stands twice', () => altered('users.jsonl', (text) => `${text}${text.split('\n')[0]}\n`), 'twice'],
    ['a line is no user', () => altered('users.jsonl', (text) => `${text}{}\n`), 'cannot be read at line 4'],
    ['a reject is missing', () => altered('rejects.jsonl', () => ''), 'counts that do not add up'],
    [
      'its counts say otherwise',
      () => altered('users.jsonl', same, { manifest: { counts: { ...whole.manifest.counts, listed: 5 } } }),
      'counts that do not add up',
    ],
    [
      'a file is not listed',
      () => ({
        ...whole,
        manifest: { ...whole.manifest, files: whole.manifest.files.filter(({ name }) => name !== 'rejects.jsonl') },
      }),
      '"rejects.jsonl" is not in the manifest',
    ],
  ])('is refused when %s', async (_why, create, message) => {
    await expect(readPackageRows(create(), buildTarget())).rejects.toThrow(message);
  });

  it('is refused when two rows have sign-in names that are one name to the target', async () => {
    const rename = (text: string) => text.replaceAll('user2@example.com', 'USER1@example.com');
    const csv = altered('users-001.csv', rename);
    const users = altered('users.jsonl', rename);
    const both: PackageReader = {
      manifest: {
        ...csv.manifest,
        files: csv.manifest.files.map(
          (file) => users.manifest.files.find(({ name }) => name === file.name && name === 'users.jsonl') ?? file,
        ),
      },
      read: (name) => (name === 'users.jsonl' ? users : csv).read(name),
    };

    await expect(readPackageRows(both, buildTarget())).rejects.toThrow('sign-in name of another row');
  });
});

describe('a package that does not fit', () => {
  const surroundings = () => ({
    source: buildSource(),
    target: buildTarget(),
    header: importHeader as readonly string[],
    users: buildUsersConfig({ previousSub: 'custom:prev_sub_id' }),
  });

  it('is one whose header merely has another order than the pool now says: it fits', () => {
    expect(() =>
      assertPackageFits(whole.manifest, { ...surroundings(), header: importHeader.toReversed() }),
    ).not.toThrow();
  });

  it.each<[string, () => Partial<ReturnType<typeof surroundings>>, string]>([
    ['the target has a new column', () => ({ header: [...importHeader, 'custom:new'] }), 'lacks: custom:new'],
    [
      'the target lost a column',
      () => ({ header: importHeader.filter((name) => name !== 'nickname') }),
      'no longer knows',
    ],
    ['it is for another pool', () => ({ target: buildTarget({ userPoolId: 'eu-west-1_Other' }) }), 'eu-west-1_Other'],
    [
      'source and target are exchanged',
      () => ({ source: buildTarget(), target: buildSource() }),
      'source: the package is for',
    ],
    ['no job could start', () => ({ target: buildTarget({ autoVerifiedAttributes: [] }) }), 'AutoVerifiedAttributes'],
    ['the previous sub is kept elsewhere now', () => ({ users: buildUsersConfig({}) }), 'users.previousSub'],
  ])('is refused when %s', (_why, change, problem) => {
    try {
      assertPackageFits(whole.manifest, { ...surroundings(), ...change() });
    } catch (error) {
      expect((error as { problems: string[] }).problems.join()).toContain(problem);
      return;
    }
    expect.unreachable('it was accepted');
  });
});
