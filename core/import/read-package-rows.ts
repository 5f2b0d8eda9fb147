import { createHash } from 'node:crypto';
import { checkImportCsv } from '../csv/check-import-csv.ts';
import { encodeRow } from '../csv/encode-row.ts';
import { RefusedError } from '../errors.ts';
import type { PackageReader } from '../export/package-port.ts';
import { readJsonLines } from '../export/read-json-lines.ts';
import {
  type PackageUser,
  packageFileNames,
  packageRejectSchema,
  packageUserSchema,
} from '../journal/package-manifest.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import { canonicalLogin } from '../users/target-login.ts';
import type { PartRow } from './import-ports.ts';
import { digestRow, type PackageRow } from './package-row.ts';
import { signInNames } from './sign-in-names.ts';

export type ReadPackage = {
  /** By source sub, in the order of the files. */
  readonly rows: ReadonlyMap<string, PackageRow>;
  readonly partCount: number;
  readonly rejectedSubs: ReadonlySet<string>;
  /** Users whose address the operator vouched for when the package was made. */
  readonly markedVerified: ReadonlySet<string>;
};

/**
 * Reads a package through, trusting nothing in it: every file again against its hash, every row by the checker of import
 * files, every user against their row, and all counts against each other. Throws `RefusedError` (`package-damaged`) that
 * names the file. Keeps no values in memory, only what tells rows apart.
 */
export const readPackageRows = async (reader: PackageReader, target: PoolProfile): Promise<ReadPackage> => {
  const { manifest } = reader;
  const users = new Map<string, PackageUser>();
  const subs = new Set<string>();
  const markedVerified = new Set<string>();
  for await (const user of readJsonLines(
    readWhole(reader, packageFileNames.users),
    packageUserSchema,
    packageFileNames.users,
  )) {
    if (subs.has(user.sub)) throw damaged(packageFileNames.users, `names user "${user.sub}" twice`);
    subs.add(user.sub);
    users.set(placeOf(user.part, user.row), user);
    if (user.markedVerified !== undefined) markedVerified.add(user.sub);
  }
  const rejectedSubs = new Set<string>();
  const rejects = readWhole(reader, packageFileNames.rejects);
  for await (const { sub } of readJsonLines(rejects, packageRejectSchema, packageFileNames.rejects))
    rejectedSubs.add(sub);

  const rows = new Map<string, PackageRow>();
  const names = new Map<string, string>();
  const partCount = manifest.files.filter(({ name }) => /^users-\d+\.csv$/.test(name)).length;
  for (let part = 1; part <= partCount; part += 1) {
    const file = packageFileNames.part(part);
    for await (const { row, cells } of readPart(reader, part)) {
      const user = users.get(placeOf(part, row));
      if (user === undefined) throw damaged(file, `has a row ${row} that belongs to nobody`);
      if (user.targetUsername !== cells.get('cognito:username')) throw damaged(file, `row ${row} is another user's`);
      const packageRow = toPackageRow(user, cells, target);
      for (const name of packageRow.names) {
        if (names.has(name)) throw damaged(file, `row ${row} has a sign-in name of another row`);
        names.set(name, user.sub);
      }
      rows.set(user.sub, packageRow);
    }
  }
  assertCounts(reader, { users: subs.size, rows: rows.size, rejected: rejectedSubs.size });
  return { rows, partCount, rejectedSubs, markedVerified };
};

/** Rows of one part in its order, every one checked, and the file against its hash at the end. */
export async function* readPart(reader: PackageReader, part: number): AsyncGenerator<PartRow, void, undefined> {
  const name = packageFileNames.part(part);
  const { header } = reader.manifest;
  for await (const { line, cells, problems } of checkImportCsv(readWhole(reader, name), header)) {
    const [problem] = problems;
    if (problem !== undefined) throw damaged(name, `line ${problem.line} ${problem.message}`);
    if (line === 1) continue;
    const named = new Map(header.map((column, at) => [column, cells[at] ?? '']));
    yield { row: line - 1, line: encodeRow(cells).slice(0, -1), cells: named };
  }
}

/** The chunks of a file; throws at its end when they are not what the manifest says. */
async function* readWhole(reader: PackageReader, name: string): AsyncGenerator<Uint8Array, void, undefined> {
  const listed = reader.manifest.files.find((file) => file.name === name);
  if (listed === undefined) throw damaged(name, 'is not in the manifest');
  const hash = createHash('sha256');
  for await (const chunk of reader.read(name)) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== listed.sha256) throw damaged(name, 'is not the file that was exported');
}

const toPackageRow = (user: PackageUser, cells: ReadonlyMap<string, string>, target: PoolProfile): PackageRow => {
  const { sub, username, targetUsername, part, row } = user;
  const login = canonicalLogin(targetUsername, target);
  const aliases = signInNames({ username: targetUsername, attributes: cells }, target).filter((name) => name !== login);
  const names = [login, ...aliases] as const;
  const isDisabled = user.disabled === true;
  return { sub, username, targetUsername, part, row, names, isDisabled, digest: digestRow(cells) };
};

const assertCounts = (
  { manifest }: PackageReader,
  found: { readonly users: number; readonly rows: number; readonly rejected: number },
) => {
  const { listed, exported, rejected, alreadyCrossed } = manifest.counts;
  const adds =
    listed === exported + rejected + alreadyCrossed &&
    exported === found.users &&
    exported === found.rows &&
    rejected === found.rejected;
  if (!adds) throw damaged(packageFileNames.manifest, 'has counts that do not add up');
};

const placeOf = (part: number, row: number) => `${part}/${row}`;

const damaged = (file: string, what: string) =>
  new RefusedError(`The package is damaged: "${file}" ${what}.`, {
    code: 'package-damaged',
    hint: 'Export again into a new directory.',
  });
