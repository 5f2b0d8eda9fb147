import { isCalendarDate } from '../schema/attribute-values.ts';
import type { UserPool } from '../state/user-pool.ts';
import { readCsvLine } from './csv-reader.ts';

export type ImportRow = {
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly mfaEnabled: string;
};

/** A row that cannot become a user, in the words of the job's log. */
export class RowFailure extends Error {}

const MAX_ROW_CHARACTERS = 16_000;

/** CSV says mm/dd/yyyy, the attribute says YYYY-MM-DD. */
const toBirthdate = (value: string): string => {
  const [, month, day, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(value) ?? [];
  const date = `${year}-${month}-${day}`;
  if (!isCalendarDate(date)) throw new RowFailure('Invalid attribute value: birthdate must be mm/dd/yyyy.');
  return date;
};

const BOOLEAN_COLUMNS = new Set(['email_verified', 'phone_number_verified']);

const toAttribute = (name: string, value: string): string => {
  if (name === 'birthdate' && value !== '') return toBirthdate(value);
  return BOOLEAN_COLUMNS.has(name) ? value.toLowerCase() : value;
};

/** One line under its header. Throws RowFailure. */
export const readRow = (pool: UserPool, header: readonly string[], line: string): ImportRow => {
  if (line.length > MAX_ROW_CHARACTERS) throw new RowFailure('The row is longer than 16000 characters.');
  const fields = readCsvLine(line);
  if (fields.length !== header.length) {
    throw new RowFailure(`The row has ${fields.length} fields where the header has ${header.length}.`);
  }
  const values = new Map(header.map((name, index) => [name, fields[index] ?? '']));
  const attributes = new Map<string, string>();
  for (const [name, value] of values) {
    if (pool.schema.has(name)) attributes.set(name, toAttribute(name, value));
  }
  return {
    username: values.get('cognito:username') ?? '',
    attributes,
    mfaEnabled: (values.get('cognito:mfa_enabled') ?? '').toLowerCase(),
  };
};
