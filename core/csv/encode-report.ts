import { stringify } from 'csv-stringify/sync';

/**
 * Rows of a table for people, as ordinary CSV. What a spreadsheet would run as a formula gets an apostrophe in front, so this is
 * never the writer of anything that a machine reads back: phone numbers start with `+`.
 */
export const encodeReport = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((cells) => cells.map(withoutLaterFormulas)),
    { escape_formulas: true },
  );

/**
 * Spreadsheets of many countries separate cells by semicolons, and know quotes only where a cell begins with one: what follows a
 * semicolon inside of our cells begins one of theirs.
 */
const withoutLaterFormulas = (cell: string): string => cell.replace(/[;\t](?=["\s]*[=+\-@＝＋－＠])/g, "$&'");
