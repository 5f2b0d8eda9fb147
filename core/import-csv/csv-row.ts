import { createHash } from 'node:crypto';
import { digestRow, type PackageRow } from '../import/package-row.ts';
import { signInNames } from '../import/sign-in-names.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import { canonicalLogin } from '../users/target-login.ts';
import { type Cells, toAttributes } from './find-row-problems.ts';

/**
 * Stands where a package has the source sub. It is made of the sign-in name, so that the same person has the same key in a
 * corrected file, and looks like no sub, so that nothing takes it for one.
 */
export const csvRowKey = (canonicalName: string): string =>
  `csv-${createHash('sha256').update(canonicalName).digest('base64url').slice(0, 22)}`;

export const toCsvRow = (row: number, cells: Cells, target: PoolProfile): PackageRow => {
  const username = cells.get('cognito:username') ?? '';
  const login = canonicalLogin(username, target);
  const named = { username, attributes: toAttributes(cells, target) };
  const aliases = signInNames(named, target).filter((name) => name !== login);
  return {
    sub: csvRowKey(login),
    username,
    targetUsername: username,
    part: 1,
    row,
    names: [login, ...aliases],
    digest: digestRow(cells),
  };
};
