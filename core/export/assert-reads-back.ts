import { checkImportCsvChunks } from '../csv/check-import-csv.ts';
import type { FileLimits } from '../csv/import-limits.ts';
import { PoolferryError } from '../errors.ts';
import type { PackageWriter } from './package-port.ts';
import { createRowChecksum } from './row-checksum.ts';

type Part = {
  readonly name: string;
  readonly header: readonly string[];
  /** Rows that were written, and the checksum of what they were to say. */
  readonly rows: number;
  readonly checksum: number;
  readonly limits: FileLimits;
};

/**
 * Reads an import file by the checker, which knows nothing of the writer. A file that does not say exactly what was meant
 * ends the export.
 */
export const assertReadsBack = async (
  { name, header, rows: written, checksum, limits }: Part,
  writer: Pick<PackageWriter, 'read'>,
): Promise<void> => {
  let rows = -1;
  const found = createRowChecksum();
  for await (const checked of checkImportCsvChunks(writer.read(name), header, limits, written)) {
    for (const { line, joined, problems } of checked) {
      const [problem] = problems;
      if (problem) throw defect(`"${name}" line ${line} ${problem.message}.`);
      rows += 1;
      if (rows > 0) found.add(joined);
    }
  }
  if (rows !== written) throw defect(`"${name}" has ${rows} rows where ${written} were written.`);
  if (found.get() !== checksum) throw defect(`"${name}" does not read back as it was written.`);
};

const defect = (message: string) =>
  new PoolferryError(message, {
    code: 'export-defect',
    hint: 'No package was made. This is a defect of poolferry or of the disk; please report it.',
  });
