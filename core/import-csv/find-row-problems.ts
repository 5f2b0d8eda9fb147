import { fromImportBirthdate } from '../csv/import-birthdate.ts';
import { isEmailShaped, isPhoneNumberShaped } from '../users/address-shapes.ts';
import { findMisfits, findMissingRequired } from '../users/attribute-contract.ts';
import { hasVerifiedAddress } from '../users/mark-verified.ts';
import { misfitWords } from '../users/misfit-words.ts';
import type { PoolProfile, SignInAttribute } from '../users/pool-profile.ts';
import { canonicalLogin } from '../users/target-login.ts';
import { findUsernameProblem } from '../users/username-problem.ts';
import { findHashProblem, type PasswordHashingAlgorithm, passwordHashColumn } from './password-hash.ts';

export type RowRules = {
  readonly target: PoolProfile;
  readonly algorithm: PasswordHashingAlgorithm | undefined;
  /** The attribute that says whom a user was, where only the import of a package may fill it. */
  readonly reservedAttribute: string | undefined;
};

/** Cells that are not blank, by column. */
export type Cells = ReadonlyMap<string, string>;

/** The row's attributes as the API would have them; where the address is the sign-in name, it is the username. */
export const toAttributes = (cells: Cells, { signIn }: Pick<PoolProfile, 'signIn'>): ReadonlyMap<string, string> => {
  const attributes = new Map<string, string>();
  for (const [column, cell] of cells) {
    if (column.startsWith('cognito:') || column === passwordHashColumn) continue;
    attributes.set(column, flags.has(column) ? cell.toLowerCase() : cell);
  }
  const birthdate = cells.get('birthdate');
  // What is no date stays none, also where it is one as the API has it.
  if (birthdate !== undefined) attributes.set('birthdate', fromImportBirthdate(birthdate) ?? 'no date');
  const [login] = signIn.kind === 'attribute' ? signIn.attributes : [];
  if (login !== undefined) attributes.set(login, attributes.get(login) ?? cells.get('cognito:username') ?? '');
  return attributes;
};

/**
 * Why an import job would, or might, fail this row or make another user of it than is meant. Each is a sentence without its
 * subject, which is the line, and names columns, never values.
 */
export const findRowProblems = (cells: Cells, rules: RowRules): string[] => {
  const { target } = rules;
  const attributes = toAttributes(cells, target);
  return [
    ...findNameProblems(cells, target),
    ...findFlagProblems(cells, attributes, target),
    ...findMfaProblems(cells, target),
    ...findMissingRequired(attributes, target.schema).map((name) => `lacks "${name}", which the target requires`),
    ...findMisfits(attributes, target.schema)
      .filter(({ name, problem }) => cells.has(name) && problem !== 'unknown')
      .map(({ name, problem }) => `"${name}" is ${name === 'birthdate' ? importDateWords : misfitWords[problem]}`),
    ...findHashProblems(cells, rules),
    ...findReservedProblems(cells, rules),
  ];
};

const flags: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified']);
const importDateWords = 'not a day of the calendar written as MM/DD/YYYY';

const findNameProblems = (cells: Cells, target: PoolProfile): string[] => {
  const username = cells.get('cognito:username');
  if (username === undefined) return [];
  const problem = findUsernameProblem(username, target);
  if (problem !== undefined) return [`"cognito:username" cannot be: ${problem}`];
  if (target.signIn.kind === 'username') return [];
  const [attribute] = target.signIn.attributes;
  if (attribute === undefined) return [];
  if (!isShaped[attribute](username)) return [`"cognito:username" is not the ${attribute} that people sign in with`];
  const address = cells.get(attribute);
  const isSame = address === undefined || canonicalLogin(address, target) === canonicalLogin(username, target);
  return isSame ? [] : [`"${attribute}" is another one than "cognito:username", which is the sign-in name`];
};

const isShaped: Readonly<Record<SignInAttribute, (value: string) => boolean>> = {
  email: isEmailShaped,
  phone_number: isPhoneNumberShaped,
};

const findFlagProblems = (cells: Cells, attributes: ReadonlyMap<string, string>, target: PoolProfile): string[] => {
  const problems: string[] = [];
  for (const flag of flags) {
    const cell = cells.get(flag) ?? 'false';
    if (!/^(true|false|TRUE|FALSE)$/.test(cell)) problems.push(`"${flag}" is neither true nor false`);
    const address = flag.slice(0, -'_verified'.length);
    if (cell.toLowerCase() === 'true' && !cells.has(address))
      problems.push(`"${flag}" is true, but "${address}" is blank`);
  }
  if (problems.length === 0 && !hasVerifiedAddress(attributes, target)) {
    problems.push(
      `has none of these verified, of which the target asks for one: ${target.autoVerifiedAttributes.join(', ')}`,
    );
  }
  return problems;
};

/** Blank takes the pool's state, which OPTIONAL does not have: blank was an error there in 2023. */
const findMfaProblems = (cells: Cells, { mfa }: PoolProfile): string[] => {
  const column = '"cognito:mfa_enabled"';
  const cell = (cells.get('cognito:mfa_enabled') ?? '').toLowerCase();
  const allowed = { OFF: ['', 'false'], ON: ['', 'true'], OPTIONAL: ['true', 'false'] }[mfa];
  if (!allowed.includes(cell)) {
    return [`${column} must be ${allowed.map((each) => each || 'blank').join(' or ')} where the target has MFA ${mfa}`];
  }
  const isAsked = mfa === 'OPTIONAL' && cell === 'true';
  return isAsked && !cells.has('phone_number') ? [`${column} is true, but "phone_number" is blank`] : [];
};

const findHashProblems = (cells: Cells, { algorithm }: RowRules): string[] => {
  const hash = cells.get(passwordHashColumn);
  if (hash === undefined) return [];
  if (algorithm === undefined) {
    return [`"${passwordHashColumn}" is not blank, and no --password-hashing-algorithm says what made it`];
  }
  const problem = findHashProblem(hash, algorithm);
  return problem === undefined ? [] : [`"${passwordHashColumn}" ${problem}`];
};

const findReservedProblems = (cells: Cells, { reservedAttribute }: RowRules): string[] =>
  reservedAttribute === undefined || !cells.has(reservedAttribute)
    ? []
    : [
        `"${reservedAttribute}" says whom the user was: only the import of a package claims that user in the ledger, so correct the user in the source and export again`,
      ];
