import { stringify } from 'csv-stringify/sync';

/**
 * Rows of a table for people, as ordinary CSV. A cell that a spreadsheet would run as a formula gets an apostrophe in front, so this
 * is never the writer of anything that a machine reads back: phone numbers start with `+`.
 */
export const encodeReport = (rows: readonly (readonly string[])[]): string =>
  stringify(rows as string[][], { escape_formulas: true });
