import { PoolferryError } from '../errors.ts';
import { findUnsafe } from './unsafe-value.ts';

/**
 * One line of an import file, line feed included. Commas inside values become `\,` and nothing is quoted. Throws on a value that
 * `findUnsafe` names: callers reject such users first, and a bug there must not reach a file.
 */
export const encodeRow = (cells: readonly string[]): string => `${cells.map(encodeCell).join(',')}\n`;

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
