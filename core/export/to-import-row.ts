import type { UsersConfig } from '../config/schema.ts';
import { encodeSafeRow } from '../csv/encode-row.ts';
import { toImportBirthdate } from '../csv/import-birthdate.ts';
import { maxRowLength } from '../csv/import-limits.ts';
import { arePlainCells, joinCells } from '../csv/joined-cells.ts';
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
      /** The same as `joinCells` joins them. */
      readonly joined: string;
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

  const cells = cellMakersOf(header).map((toCell) => toCell(attributes, login, target));
  const joined = joinCells(cells);
  const unsafe = arePlainCells(joined, cells.length) ? undefined : findUnsafeCell(cells, header);
  if (unsafe) return unsafe;
  const line = encodeSafeRow(cells);
  if (line.length > maxRowLength) return reject('row-too-long', `the row is longer than ${maxRowLength} characters`);
  return { ok: true, cells, joined, line, login: login.login, markedVerified };
};

type CellMaker = (attributes: ReadonlyMap<string, string>, login: TargetLogin, target: PoolProfile) => string;

/** Worked out once per header, because it is asked for every user of a pool. */
const cellMakers = new WeakMap<readonly string[], readonly CellMaker[]>();

const cellMakersOf = (header: readonly string[]): readonly CellMaker[] => {
  const known = cellMakers.get(header);
  if (known !== undefined) return known;
  const makers = header.map(toCellMaker);
  cellMakers.set(header, makers);
  return makers;
};

const toCellMaker = (column: string): CellMaker => {
  switch (column) {
    case 'cognito:username':
      return (_attributes, { login }) => login;
    case 'cognito:mfa_enabled':
      // Blank was an error in some years, and "true" in a pool without required MFA would ask for a factor nobody has.
      return (_attributes, _login, { mfa }) => String(mfa === 'ON');
    case 'email_verified':
    case 'phone_number_verified':
      return (attributes) => attributes.get(column) ?? 'false';
    case 'birthdate':
      return (attributes) => toImportBirthdate(attributes.get(column) ?? '') ?? '';
    default:
      return (attributes) => attributes.get(column) ?? '';
  }
};

const findUnsafeCell = (cells: readonly string[], header: readonly string[]): Rejection | undefined => {
  for (let at = 0; at < cells.length; at += 1) {
    const value = cells[at] ?? '';
    const unsafe = value === '' ? undefined : findUnsafe(value);
    if (unsafe) return reject('unsafe-value', `"${header[at]}" holds ${unsafe}`);
  }
  return undefined;
};
