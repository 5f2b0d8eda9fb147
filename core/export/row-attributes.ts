import { findMisfits, findMissingRequired, type MisfitProblem } from '../users/attribute-contract.ts';
import { misfitWords } from '../users/misfit-words.ts';
import type { AttributeDefinition } from '../users/pool-profile.ts';
import type { RejectCode } from './reject-codes.ts';
import { type Rejection, reject } from './rejection.ts';

/** The first thing about these attributes that would make the import job fail the row. */
export const findAttributeProblem = (
  attributes: ReadonlyMap<string, string>,
  schema: readonly AttributeDefinition[],
  header: readonly string[],
): Rejection | undefined => {
  const missing = findMissingRequired(attributes, schema);
  if (missing.length > 0) return reject('missing-required', `lacks ${missing.map((name) => `"${name}"`).join(', ')}`);
  const [misfit] = findMisfits(attributes, schema);
  if (misfit) return reject(misfitCodes[misfit.problem], `"${misfit.name}" is ${misfitWords[misfit.problem]}`);
  const columns = columnsOf(header);
  for (const name of attributes.keys()) {
    if (!columns.has(name)) return reject('unknown-attribute', `"${name}" has no column in the target's import format`);
  }
  return undefined;
};

/** Worked out once per header, because it is asked for every user of a pool. */
const knownColumns = new WeakMap<readonly string[], ReadonlySet<string>>();

const columnsOf = (header: readonly string[]): ReadonlySet<string> => {
  const known = knownColumns.get(header);
  if (known !== undefined) return known;
  const columns = new Set(header);
  knownColumns.set(header, columns);
  return columns;
};

const misfitCodes: Readonly<Record<MisfitProblem, RejectCode>> = {
  unknown: 'unknown-attribute',
  'too-short': 'value-too-short',
  'too-long': 'value-too-long',
  'not-a-number': 'bad-number',
  'number-too-small': 'bad-number',
  'number-too-large': 'bad-number',
  'not-a-boolean': 'bad-boolean',
  'not-a-date': 'bad-date',
  'not-an-email-address': 'bad-email',
  'not-a-phone-number': 'bad-phone-number',
};
