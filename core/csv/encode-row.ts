import { PoolferryError } from '../errors.ts';
import { arePlainCells, joinCells } from './joined-cells.ts';
import { findUnsafe } from './unsafe-value.ts';

/**
 * One line of an import file, line feed included. Commas inside values become `\,` and nothing is quoted. Throws on a value that
 * `findUnsafe` names: callers reject such users first, and a bug there must not reach a file.
 */
export const encodeRow = (cells: readonly string[]): string => {
  if (!arePlainCells(joinCells(cells), cells.length)) for (const cell of cells) assertSafe(cell);
  return encodeSafeRow(cells);
};

/** The same for cells of which it is known that `findUnsafe` names none. */
export const encodeSafeRow = (cells: readonly string[]): string => {
  let line = '';
  for (let at = 0; at < cells.length; at += 1) {
    const cell = cells[at] as string;
    if (at > 0) line += ',';
    line += cell.includes(',') ? cell.replaceAll(',', '\\,') : cell;
  }
  return `${line}\n`;
};

const assertSafe = (cell: string) => {
  const unsafe = findUnsafe(cell);
  if (unsafe === undefined) return;
  throw new PoolferryError(`A value with ${unsafe} was about to be written to an import file.`, {
    code: 'unsafe-value-in-writer',
    hint: 'This is a defect of poolferry; please report it.',
  });
};
