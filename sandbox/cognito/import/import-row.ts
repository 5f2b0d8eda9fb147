import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { assertVerifiable } from '../schema/assert-verifiable.ts';
import { attributeProblems, missingRequired } from '../schema/check-attributes.ts';
import { createUser, type NewUser } from '../users/create-user.ts';
import { attributesForUsername } from '../users/username-rules.ts';
import { importedHash } from './import-hash.ts';
import type { ImportJob } from './import-job.ts';
import { importedMfa } from './import-mfa.ts';
import { type ImportRow, readRow } from './read-row.ts';
import { invalidValue, RowFailure, type RowOutcome } from './row-outcome.ts';

const FLAG_OF: Readonly<Record<string, string>> = { email: 'email_verified', phone_number: 'phone_number_verified' };

const FLAGS = Object.values(FLAG_OF);

const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

const assertAutoVerified = (pool: UserPool, row: ImportRow): void => {
  const flags = pool.settings.autoVerifiedAttributes.map((attribute) => FLAG_OF[attribute] ?? '');
  if (flags.some((flag) => row.attributes.get(flag) === 'true')) return;
  throw new RowFailure(
    'The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).',
  );
};

const assertSchema = (pool: UserPool, attributes: ReadonlyMap<string, string>): void => {
  const [missing] = missingRequired(pool.schema, attributes);
  if (missing !== undefined) throw invalidValue(missing, 'The attribute is required.');
  const [problem] = attributeProblems(pool.schema, attributes);
  if (problem !== undefined) throw new RowFailure(`Invalid attribute value: ${problem}`);
};

/** Passwordless pools have nothing to reset: a user with the address of a one-time code can sign in at once. */
const statusOf = (pool: UserPool, attributes: ReadonlyMap<string, string>): 'CONFIRMED' | 'RESET_REQUIRED' => {
  const factors = pool.settings.signInFactors;
  const byEmail = factors.includes('EMAIL_OTP') && attributes.has('email');
  const byPhone = factors.includes('SMS_OTP') && attributes.has('phone_number');
  return byEmail || byPhone ? 'CONFIRMED' : 'RESET_REQUIRED';
};

const toUser = (pool: UserPool, job: ImportJob, row: ImportRow): NewUser => {
  const attributes = attributesForUsername(pool.names, row.username, row.attributes);
  assertAutoVerified(pool, row);
  const mfa = importedMfa(pool, row);
  const hash = importedHash(job, row);
  assertSchema(pool, attributes);
  const verified = FLAGS.filter((flag) => row.attributes.get(flag) === 'true');
  // The address must stand in its own column: that the username says it, too, is not enough.
  assertVerifiable(new Map(verified.map((flag) => [flag, 'true'])), row.attributes);
  const user = { name: row.username, attributes, mfa };
  if (hash !== undefined) return { ...user, importedHash: hash, status: 'CONFIRMED' };
  return { ...user, status: statusOf(pool, attributes) };
};

const importUser = (state: CognitoState, pool: UserPool, job: ImportJob, row: ImportRow): RowOutcome => {
  if (!USERNAME.test(row.username)) throw invalidValue('cognito:username', 'The username is missing or not valid.');
  if (pool.users.find(row.username) !== undefined) return { kind: 'SKIPPED', message: 'The user already exists.' };
  createUser(state, pool, toUser(pool, job, row));
  return { kind: 'SUCCEEDED', message: 'The import succeeded.' };
};

/** What becomes of one row. The wording of most failures is not documented; nothing in it is a user's data. */
export const importRow = (
  state: CognitoState,
  pool: UserPool,
  job: ImportJob,
  header: readonly string[],
  line: string,
): RowOutcome => {
  try {
    return importUser(state, pool, job, readRow(header, line));
  } catch (error) {
    if (!(error instanceof RowFailure || error instanceof AwsError)) throw error;
    return { kind: 'FAILED', message: error.message };
  }
};
