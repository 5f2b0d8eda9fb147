import type { Column } from './blocks.ts';
import { displayWidth, pad } from './display-width.ts';
import type { Paint } from './palette.ts';
import { cut, wrapText } from './wrap-text.ts';

const gap = '  ';
const narrowestLastColumn = 16;

/**
 * Lines of a table within `width` columns. The last column wraps; when the others alone leave it too little room, the
 * widest of them are shortened, which an ellipsis shows.
 */
export const renderTable = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  paint: Paint,
): string[] => {
  const widths = fitWidths(
    columns.map((column, at) =>
      Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(row[at] ?? ''))),
    ),
    width - gap.length * (columns.length - 1),
  );
  const toLines = (cells: readonly string[]): string[] => {
    const last = columns.length - 1;
    const lead = columns
      .slice(0, -1)
      .map((column, at) => pad(shorten(cells[at] ?? '', at), widths[at] ?? 0, column.align));
    const lastWidth = widths[last] ?? 0;
    return wrapText(cells[last] ?? '', lastWidth).map((line, index) => {
      const cell = columns[last]?.align === 'right' ? pad(line, lastWidth, 'right') : line;
      const leading = index === 0 ? lead : lead.map((text) => ' '.repeat(displayWidth(text)));
      return [...leading, cell].join(gap).trimEnd();
    });
  };
  const shorten = (cell: string, at: number) => {
    const room = widths[at] ?? 0;
    return displayWidth(cell) <= room ? cell : `${cut(cell, Math.max(1, room - 1))[0] ?? ''}…`;
  };
  const titles = toLines(columns.map(({ title }) => title)).map((line) => paint('dim', line));
  return [...titles, ...rows.flatMap(toLines)];
};

/** Takes the missing room from the last column first, then from the widest of the others. */
const fitWidths = (natural: readonly number[], room: number): number[] => {
  const widths = [...natural];
  const last = widths.length - 1;
  const excess = () => widths.reduce((sum, each) => sum + each, 0) - room;
  const shrink = (at: number, by: number, atLeast: number) => {
    const now = widths[at] ?? 0;
    widths[at] = Math.max(Math.min(now, atLeast), now - by);
  };
  shrink(last, Math.max(0, excess()), narrowestLastColumn);
  while (excess() > 0) {
    const widest = widths.slice(0, -1).reduce((best, each, at) => (each > (widths[best] ?? 0) ? at : best), 0);
    if (last === 0 || (widths[widest] ?? 0) <= 4) break;
    shrink(widest, 1, 4);
  }
  if (excess() > 0) shrink(last, excess(), 1);
  return widths;
};
