import type { RowResult } from './bench-row.ts';
import type { Judged } from './judge-row.ts';

export type TableLine = Judged & Pick<RowResult, 'elapsedS' | 'peakRssMb'>;

const WIDTH = 80;
/** Together with two blanks between them: 80 columns. */
const COLUMNS = [
  { title: 'row', width: 17, isText: true },
  { title: 'figure', width: 11 },
  { title: 'reference', width: 11 },
  { title: 'ratio', width: 6 },
  { title: 'budget', width: 11 },
  { title: 'memory', width: 8 },
  { title: '', width: 4 },
] as const;

const GREEN = '\u001b[32m';
const RED = '\u001b[31m';
const PLAIN = '\u001b[0m';

/** Three digits that count. */
const short = (value: number): string => {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
};

const toCells = ({ row, figure, reference, ratio, limit, peakRssMb, isKept }: TableLine): readonly string[] => {
  const { budget, unit } = row;
  const bound = `${'atMost' in budget ? '<=' : '>='} ${short(limit)}`;
  return [
    row.name,
    `${short(figure)} ${unit}`,
    reference === null ? '' : `${short(reference)} ${unit}`,
    ratio === null ? '' : `x${short(ratio)}`,
    budget.of === 'ratio' ? `x ${bound}` : `${bound} ${unit}`,
    `${short(peakRssMb)} MB`,
    isKept ? 'ok' : 'MISS',
  ];
};

const layOut = (cells: readonly string[]): string =>
  COLUMNS.map((column, index) => {
    const cell = cells[index] ?? '';
    return 'isText' in column ? cell.padEnd(column.width) : cell.padStart(column.width);
  }).join('  ');

const wrap = (text: string): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' ';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

/** Lines of at most 80 columns: the table, and what its rows mean. */
export const benchTable = (lines: readonly TableLine[], isColoured: boolean): string[] => {
  const paint = (text: string, isKept: boolean) => (isColoured ? `${isKept ? GREEN : RED}${text}${PLAIN}` : text);
  return [
    layOut(COLUMNS.map(({ title }) => title)).trimEnd(),
    '-'.repeat(WIDTH),
    ...lines.map((line) => paint(layOut(toCells(line)).trimEnd(), line.isKept)),
    '',
    ...lines.flatMap(({ row }) => [
      ...wrap(`${row.name}: ${row.measures}.`),
      ...(row.reference === undefined ? [] : wrap(`  Reference: ${row.reference}.`)),
    ]),
  ];
};
