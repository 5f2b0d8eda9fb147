import { checkImportCsvChunks } from '../csv/check-import-csv.ts';
import type { FileLimits } from '../csv/import-limits.ts';
import { PoolferryError } from '../errors.ts';
import { checksumOf } from './create-part-writer.ts';
import type { PackageWriter } from './package-port.ts';

type Part = {
  readonly name: string;
  readonly header: readonly string[];
  /** Of every row that was written, in order. */
  readonly checksums: readonly number[];
  readonly limits: FileLimits;
};

/**
 * Reads an import file by the checker, which knows nothing of the writer. A file that does not say exactly what was meant
 * ends the export.
 */
export const assertReadsBack = async (
  { name, header, checksums, limits }: Part,
  writer: Pick<PackageWriter, 'read'>,
): Promise<void> => {
  let rows = -1;
  for await (const checked of checkImportCsvChunks(writer.read(name), header, limits)) {
    for (const { line, cells, problems } of checked) {
      const [problem] = problems;
      if (problem) throw defect(`"${name}" line ${line} ${problem.message}.`);
      rows += 1;
      if (rows > 0 && checksumOf(cells) !== checksums[rows - 1]) {
        throw defect(`"${name}" line ${line} does not read back as it was written.`);
      }
    }
  }
  if (rows !== checksums.length) throw defect(`"${name}" has ${rows} rows where ${checksums.length} were written.`);
};

const defect = (message: string) =>
  new PoolferryError(message, {
    code: 'export-defect',
    hint: 'No package was made. This is a defect of poolferry or of the disk; please report it.',
  });
