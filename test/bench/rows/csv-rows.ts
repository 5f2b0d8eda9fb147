import { checkImportCsvChunks } from '../../../core/csv/check-import-csv.ts';
import { encodeRow } from '../../../core/csv/encode-row.ts';
import { importHeader } from '../../support/user-builders.ts';
import type { BenchRow } from '../bench-row.ts';
import { cpuSecondsOf } from '../cpu-seconds.ts';

const ROWS = 200_000;
const ROWS_PER_CHUNK = 300;

const cellsOf = (n: number) =>
  importHeader.map((column) => {
    if (column === 'cognito:username' || column === 'email') return `someone.${n}@example.com`;
    if (column.endsWith('_verified') || column === 'cognito:mfa_enabled') return 'true';
    if (column === 'name') return `Someone, Number ${n}`;
    return column === 'phone_number' ? '+12345550100' : column === 'custom:plan' ? 'gold' : '';
  });

const encodeAndCheck = async (rows: readonly (readonly string[])[]) => {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_CHUNK) {
    const encoded = rows.slice(from, from + ROWS_PER_CHUNK).map(encodeRow);
    chunks.push(Buffer.from(encoded.join('')));
  }
  const header = Buffer.from(encodeRow(importHeader));
  for await (const checked of checkImportCsvChunks([header, ...chunks], importHeader)) {
    for (const { problems } of checked) if (problems.length > 0) throw new Error(problems[0]?.message);
  }
};

export const csvRows: BenchRow = {
  name: 'csv-rows',
  measures: 'a row of an import encoded, and read back by the checker: processor time. 10 us are 100,000 rows a second',
  unit: 'us',
  budget: { of: 'processor time', atMost: 10 },
  run: async () => {
    const rows = Array.from({ length: ROWS }, (_, n) => cellsOf(n));
    await encodeAndCheck(rows.slice(0, ROWS / 10));
    return { figure: ((await cpuSecondsOf(() => encodeAndCheck(rows))) * 1e6) / ROWS };
  },
};
