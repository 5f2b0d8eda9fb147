import type { UsersConfig } from '../config/schema.ts';
import { encodeRow, joinPlain } from '../csv/encode-row.ts';
import { toImportBirthdate } from '../csv/import-birthdate.ts';
import { maxRowLength } from '../csv/import-limits.ts';
import { findUnsafe } from '../csv/unsafe-value.ts';
import { carriedAttributes } from '../users/carried-attributes.ts';
import { markVerified } from '../users/mark-verified.ts';
import type { PoolProfile, SignInAttribute } from '../users/pool-profile.ts';
import { findStatusObstacle } from '../users/status-obstacle.ts';
import { type TargetLogin, targetLogin, usernameMode } from '../users/target-login.ts';
import type { UserRecord } from '../users/user-record.ts';
import { findUsernameProblem } from '../users/username-problem.ts';
import { type Rejection, reject } from './rejection.ts';
import { findAttributeProblem } from './row-attributes.ts';
import { findVerificationProblem } from './row-verification.ts';

export type ImportRowRules = {
  /** The target's, from GetCSVHeader. */
  readonly header: readonly string[];
  readonly target: PoolProfile;
  readonly users: UsersConfig;
  readonly includeDisabled: boolean;
  /** Users whose address an operator vouches for, by source sub. */
  readonly isMarkedVerified: (sub: string) => boolean;
};

export type ImportRow =
  | {
      readonly ok: true;
      /** One value for each column of the header, in its order; blank where the user has none. */
      readonly cells: readonly string[];
      /** The row as it goes into a file, line feed included. */
      readonly line: string;
      readonly login: string;
      /** Addresses that are verified in the row by the operator's word alone. */
      readonly markedVerified: readonly SignInAttribute[];
    }
  | Rejection;

/**
 * The one place where a source user becomes a row of an import file, or a reject. Knows nothing of other users: who
 * gets a shared name is settled before.
 */
export const toImportRow = (user: UserRecord, rules: ImportRowRules): ImportRow => {
  const { users, target, header } = rules;
  const obstacle = findStatusObstacle(user, rules);
  if (obstacle) return reject(obstacle, `${user.enabled ? '' : 'is disabled and '}has the status ${user.status}`);

  const mode = usernameMode(users.username, target);
  const login = targetLogin(user, mode);
  if (!login) return reject('no-sign-in-name', `has no ${mode}`);
  const usernameProblem = findUsernameProblem(login.login, target);
  if (usernameProblem) return reject('bad-username', usernameProblem);

  const attributes = carriedAttributes(user, users);
  const markedVerified = rules.isMarkedVerified(user.sub) ? markVerified(attributes, login, target) : [];
  const problem =
    findVerificationProblem(user, attributes, login, target) ?? findAttributeProblem(attributes, target.schema, header);
  if (problem) return problem;

  const cells = header.map((column) => toCell(column, attributes, login, target));
  const unsafe = findUnsafeCell(cells, header);
  if (unsafe) return unsafe;
  const line = encodeRow(cells);
  if (line.length > maxRowLength) return reject('row-too-long', `the row is longer than ${maxRowLength} characters`);
  return { ok: true, cells, line, login: login.login, markedVerified };
};

const toCell = (
  column: string,
  attributes: ReadonlyMap<string, string>,
  login: TargetLogin,
  target: PoolProfile,
): string => {
  switch (column) {
    case 'cognito:username':
      return login.login;
    case 'cognito:mfa_enabled':
      // Blank was an error in some years, and "true" in a pool without required MFA would ask for a factor nobody has.
      return String(target.mfa === 'ON');
    case 'email_verified':
    case 'phone_number_verified':
      return attributes.get(column) ?? 'false';
    case 'birthdate':
      return toImportBirthdate(attributes.get(column) ?? '') ?? '';
    default:
      return attributes.get(column) ?? '';
  }
};

const findUnsafeCell = (cells: readonly string[], header: readonly string[]): Rejection | undefined => {
  if (joinPlain(cells) !== undefined) return undefined;
  for (let at = 0; at < cells.length; at += 1) {
    const value = cells[at] ?? '';
    const unsafe = value === '' ? undefined : findUnsafe(value);
    if (unsafe) return reject('unsafe-value', `"${header[at]}" holds ${unsafe}`);
  }
  return undefined;
};
