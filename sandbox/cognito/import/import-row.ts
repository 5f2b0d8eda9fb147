import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import { assertVerifiable } from '../schema/assert-verifiable.ts';
import { assertNewAttributes } from '../schema/check-attributes.ts';
import { createUser } from '../state/create-user.ts';
import type { UserPool } from '../state/user-pool.ts';
import { attributesForUsername } from '../state/username-rules.ts';
import { type ImportRow, RowFailure, readRow } from './read-row.ts';

export type RowOutcome = { readonly kind: 'SUCCEEDED' | 'SKIPPED' | 'FAILED'; readonly message: string };

const FLAG_OF: Readonly<Record<string, string>> = { email: 'email_verified', phone_number: 'phone_number_verified' };

const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

const assertAutoVerified = (pool: UserPool, row: ImportRow): void => {
  const flags = pool.settings.autoVerifiedAttributes.map((attribute) => FLAG_OF[attribute] ?? '');
  if (flags.some((flag) => row.attributes.get(flag) === 'true')) return;
  throw new RowFailure(
    'The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).',
  );
};

/** What `cognito:mfa_enabled` may say in a pool. Blank takes the pool's state, which OPTIONAL does not have. */
const MFA_VALUES: Readonly<Record<string, readonly string[]>> = {
  OFF: ['false', ''],
  ON: ['true', ''],
  OPTIONAL: ['true', 'false'],
};

const assertMfaFlag = (pool: UserPool, { mfaEnabled }: ImportRow): void => {
  if (MFA_VALUES[pool.settings.mfaConfiguration]?.includes(mfaEnabled)) return;
  throw new RowFailure('Invalid attribute value: cognito:mfa_enabled does not fit the MFA setting of the user pool.');
};

/** Passwordless pools have nothing to reset: a user with the address of a one-time code can sign in at once. */
const statusOf = (pool: UserPool, attributes: ReadonlyMap<string, string>): 'CONFIRMED' | 'RESET_REQUIRED' => {
  const factors = pool.settings.signInFactors;
  const byEmail = factors.includes('EMAIL_OTP') && Boolean(attributes.get('email'));
  const byPhone = factors.includes('SMS_OTP') && Boolean(attributes.get('phone_number'));
  return byEmail || byPhone ? 'CONFIRMED' : 'RESET_REQUIRED';
};

const importUser = (state: CognitoState, pool: UserPool, header: readonly string[], line: string): RowOutcome => {
  const row = readRow(pool, header, line);
  if (!USERNAME.test(row.username)) throw new RowFailure('The username is missing or not valid.');
  if (pool.users.find(row.username) !== undefined) return { kind: 'SKIPPED', message: 'The user already exists.' };
  const attributes = attributesForUsername(pool.names, row.username, row.attributes);
  assertAutoVerified(pool, row);
  assertMfaFlag(pool, row);
  assertNewAttributes(pool.schema, attributes);
  // The address must stand in its own column: that the username says it, too, is not enough.
  assertVerifiable(new Map([...row.attributes].filter(([, value]) => value === 'true')), row.attributes);
  createUser(state, pool, { name: row.username, attributes, status: statusOf(pool, attributes) });
  return { kind: 'SUCCEEDED', message: 'The import succeeded.' };
};

/** What becomes of one row. The wording of most failures is not documented; nothing in it is a user's data. */
export const importRow = (state: CognitoState, pool: UserPool, header: readonly string[], line: string): RowOutcome => {
  try {
    return importUser(state, pool, header, line);
  } catch (error) {
    if (!(error instanceof RowFailure || error instanceof AwsError)) throw error;
    return { kind: 'FAILED', message: error.message.trim().replaceAll('\n', ' ') };
  }
};
