import { PoolferryError } from '../errors.ts';
import { findUnsafe, isPlainLine } from './unsafe-value.ts';

/**
 * One line of an import file, line feed included. Commas inside values become `\,` and nothing is quoted. Throws on a value that
 * `findUnsafe` names: callers reject such users first, and a bug there must not reach a file.
 */
export const encodeRow = (cells: readonly string[]): string =>
  `${joinPlain(cells) ?? cells.map(encodeCell).join(',')}\n`;

/** The cells with commas between them, where none of them holds anything that has to be looked at. */
export const joinPlain = (cells: readonly string[]): string | undefined => {
  const line = cells.join(',');
  return isPlainLine(line) && countCommas(line) === cells.length - 1 ? line : undefined;
};

const countCommas = (line: string): number => {
  let commas = 0;
  for (let at = line.indexOf(','); at >= 0; at = line.indexOf(',', at + 1)) commas += 1;
  return commas;
};

const encodeCell = (cell: string): string => {
  if (cell === '') return cell;
  const unsafe = findUnsafe(cell);
  if (unsafe) {
    throw new PoolferryError(`A value with ${unsafe} was about to be written to an import file.`, {
      code: 'unsafe-value-in-writer',
      hint: 'This is a defect of poolferry; please report it.',
    });
  }
  return cell.includes(',') ? cell.replaceAll(',', '\\,') : cell;
};
