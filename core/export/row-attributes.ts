import { toImportBirthdate } from '../csv/birthdate.ts';
import { isEmailShaped, isPhoneNumberShaped } from '../users/address-shapes.ts';
import { findMisfits, findMissingRequired, type MisfitProblem } from '../users/attribute-contract.ts';
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
  const homeless = [...attributes.keys()].find((name) => !header.includes(name));
  if (homeless) return reject('unknown-attribute', `"${homeless}" has no column in the target's import format`);
  return findShapeProblem(attributes);
};

const findShapeProblem = (attributes: ReadonlyMap<string, string>): Rejection | undefined => {
  const email = attributes.get('email');
  if (email !== undefined && !isEmailShaped(email)) return reject('bad-email', '"email" is not an address');
  const phoneNumber = attributes.get('phone_number');
  if (phoneNumber !== undefined && !isPhoneNumberShaped(phoneNumber)) {
    return reject('bad-phone-number', '"phone_number" is not "+", country code and digits');
  }
  const birthdate = attributes.get('birthdate');
  if (birthdate !== undefined && toImportBirthdate(birthdate) === undefined) {
    return reject('bad-date', '"birthdate" is not a day written as YYYY-MM-DD');
  }
  return undefined;
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
};

const misfitWords: Readonly<Record<MisfitProblem, string>> = {
  unknown: 'not an attribute of the target',
  'too-short': 'shorter than the target allows',
  'too-long': 'longer than the target allows',
  'not-a-number': 'not a number',
  'number-too-small': 'smaller than the target allows',
  'number-too-large': 'larger than the target allows',
  'not-a-boolean': 'neither true nor false',
  'not-a-date': 'not a date',
};
