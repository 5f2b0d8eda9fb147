import { checkImportCsv } from '../csv/check-import-csv.ts';
import { encodeRow } from '../csv/encode-row.ts';
import type { FileLimits } from '../csv/import-limits.ts';
import { PoolferryError } from '../errors.ts';
import { type PackageManifest, type PackageUser, packageFileNames } from '../journal/package-manifest.ts';
import type { ExportedUser } from './decide-users.ts';
import type { PackageWriter } from './package-port.ts';
import { splitParts } from './split-parts.ts';
import { type ImportRowRules, toImportRow } from './to-import-row.ts';
import { inPieces } from './write-pieces.ts';

type PartRow = { readonly each: ExportedUser; readonly bytes: number; readonly enabled: boolean };

/** Writes the import files and reads each back: a part that does not say exactly what was meant ends the export. */
export const writeParts = async (
  exported: readonly ExportedUser[],
  rules: ImportRowRules,
  limits: FileLimits,
  writer: PackageWriter,
): Promise<{ files: PackageManifest['files']; users: PackageUser[] }> => {
  const headerLine = encodeRow(rules.header);
  const rows = exported.map(
    (each): PartRow => ({
      each,
      bytes: byteLength(each.line),
      enabled: each.user.enabled,
    }),
  );
  const files: PackageManifest['files'] = [];
  const users: PackageUser[] = [];
  for (const [at, part] of splitParts(rows, byteLength(headerLine), limits).entries()) {
    const name = packageFileNames.part(at + 1);
    const lines = inPieces(withHeader(headerLine, part), (line) => line);
    files.push({ name, rows: part.length, ...(await writer.write(name, lines)) });
    await assertReadsBack(name, part, rules, limits, writer);
    for (const [row, { each }] of part.entries()) users.push(toPackageUser(each, at + 1, row + 1));
  }
  return { files, users: users.sort((a, b) => (a.sub < b.sub ? -1 : 1)) };
};

function* withHeader(headerLine: string, part: readonly PartRow[]) {
  yield headerLine;
  for (const { each } of part) yield each.line;
}

/** Made once more from the user, so that the file is held against what was meant and not against itself. */
const toCells = ({ user }: ExportedUser, rules: ImportRowRules): string[] => {
  const outcome = toImportRow(user, rules);
  if (!outcome.ok) throw defect(`User "${user.sub}" was accepted and then was not.`);
  return [...outcome.row.values()];
};

const toPackageUser = ({ user, login, markedVerified }: ExportedUser, part: number, row: number): PackageUser => ({
  sub: user.sub,
  username: user.username,
  targetUsername: login,
  part,
  row,
  ...(markedVerified.length === 0 ? {} : { markedVerified: [...markedVerified] }),
});

const assertReadsBack = async (
  name: string,
  part: readonly PartRow[],
  rules: ImportRowRules,
  limits: FileLimits,
  writer: PackageWriter,
): Promise<void> => {
  let rows = -1;
  for await (const { line, cells, problems } of checkImportCsv(writer.read(name), rules.header, limits)) {
    const [problem] = problems;
    if (problem) throw defect(`"${name}" line ${line} ${problem.message}.`);
    rows += 1;
    if (rows === 0) continue;
    const meant = part[rows - 1];
    const expected = meant === undefined ? undefined : toCells(meant.each, rules);
    if (expected === undefined || expected.some((cell, at) => cell !== cells[at])) {
      throw defect(`"${name}" line ${line} does not read back as it was written.`);
    }
  }
  if (rows !== part.length) throw defect(`"${name}" has ${rows} rows where ${part.length} were written.`);
};

const defect = (message: string) =>
  new PoolferryError(message, {
    code: 'export-defect',
    hint: 'No package was made. This is a defect of poolferry or of the disk; please report it.',
  });

const encoder = new TextEncoder();
const byteLength = (text: string) => encoder.encode(text).byteLength;
