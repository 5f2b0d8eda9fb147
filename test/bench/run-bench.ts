/** `npm run bench [-- --all | --only NAME] [--json]`. Exit codes: 0 all budgets kept, 1 one missed, 2 usage. */
import { parseArgs } from 'node:util';
import { ALL_ROWS } from './all-rows.ts';
import type { BenchRow } from './bench-row.ts';
import { benchTable, type TableLine } from './bench-table.ts';
import { judgeRow } from './judge-row.ts';
import { runRow } from './run-row.ts';

const say = (text: string) => void process.stderr.write(`${text}\n`);

const isOrdinary =
  (all: boolean) =>
  ({ isSlow }: BenchRow): boolean =>
    all || !isSlow;

const parse = (): { readonly rows: readonly BenchRow[]; readonly json: boolean } | string => {
  try {
    const { values } = parseArgs({
      options: { all: { type: 'boolean' }, only: { type: 'string', multiple: true }, json: { type: 'boolean' } },
    });
    const { all = false, json = false } = values;
    const { only = ALL_ROWS.filter(isOrdinary(all)).map(({ name }) => name) } = values;
    if (all && values.only !== undefined) return 'Take --all or --only.';
    const unknown = only.find((name) => !ALL_ROWS.some((row) => row.name === name));
    if (unknown !== undefined) return `There is no row "${unknown}".`;
    return { rows: ALL_ROWS.filter(({ name }) => only.includes(name)), json };
  } catch (error) {
    return (error as Error).message;
  }
};

type Line = TableLine & { readonly pace: number; readonly notes: Readonly<Record<string, number>> };

/** A missed budget is measured once more: a neighbour on the machine makes a run slower, never faster. */
const measure = async (row: BenchRow): Promise<Line> => {
  for (let attempt = 1; ; attempt += 1) {
    say(`measuring ${row.name}${attempt === 1 ? '' : ' once more'} ...`);
    const { notes = {}, elapsedS, peakRssMb, pace = 1, ...measurement } = await runRow(row);
    const judged = judgeRow(row, { ...measurement, pace });
    if (judged.isKept || attempt === 2) return { ...judged, elapsedS, peakRssMb, pace, notes };
  }
};

const bench = async (): Promise<number> => {
  const choices = parse();
  if (typeof choices === 'string') {
    say(
      `${choices}\nUsage: npm run bench [-- --all | --only NAME...] [--json]\nRows: ${ALL_ROWS.map(({ name }) => name).join(', ')}`,
    );
    return 2;
  }
  const lines = [];
  for (const row of choices.rows) lines.push(await measure(row));
  const isColoured = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  const text = choices.json ? JSON.stringify(lines, null, 2) : benchTable(lines, isColoured).join('\n');
  process.stdout.write(`${text}\n`);
  return lines.every(({ isKept }) => isKept) ? 0 : 1;
};

process.exitCode = await bench();
