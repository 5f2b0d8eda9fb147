import { isCalendarDate } from '../schema/attribute-values.ts';
import { PASSWORD_HASH } from './csv-header.ts';
import { readCsvLine } from './csv-reader.ts';
import { invalidValue, RowFailure } from './row-outcome.ts';

export type ImportRow = {
  readonly username: string;
  /** Those that the row has a value for, as the API has them. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly mfaEnabled: string;
  readonly passwordHash: string;
};

const MAX_ROW_CHARACTERS = 16_000;

/** CSV says mm/dd/yyyy, the attribute says YYYY-MM-DD. */
const toBirthdate = (value: string): string => {
  const [, month, day, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(value) ?? [];
  const date = `${year}-${month}-${day}`;
  if (!isCalendarDate(date)) throw invalidValue('birthdate', 'The date is not of the form mm/dd/yyyy.');
  return date;
};

/** AWS's page says `true`; its samples say TRUE and FALSE. */
const BOOLEAN_COLUMNS = new Set(['email_verified', 'phone_number_verified']);

const toAttribute = (name: string, value: string): string => {
  if (name === 'birthdate') return toBirthdate(value);
  return BOOLEAN_COLUMNS.has(name) ? value.toLowerCase() : value;
};

/** One line under its header. Throws RowFailure. */
export const readRow = (header: readonly string[], line: string): ImportRow => {
  if (line.length > MAX_ROW_CHARACTERS) throw new RowFailure('The row is longer than 16000 characters.');
  const fields = readCsvLine(line);
  if (fields.length !== header.length) {
    throw new RowFailure(`The row has ${fields.length} fields where the header has ${header.length}.`);
  }
  const own = { 'cognito:username': '', 'cognito:mfa_enabled': '', [PASSWORD_HASH]: '' };
  const attributes = new Map<string, string>();
  for (const [index, name] of header.entries()) {
    const value = fields[index] ?? '';
    if (name in own) own[name as keyof typeof own] = value;
    else if (value !== '') attributes.set(name, toAttribute(name, value));
  }
  return {
    username: own['cognito:username'],
    attributes,
    mfaEnabled: own['cognito:mfa_enabled'].toLowerCase(),
    passwordHash: own[PASSWORD_HASH],
  };
};
