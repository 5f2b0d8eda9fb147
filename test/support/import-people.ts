import type { UserRecord } from '../../core/users/user-record.ts';
import { buildUser } from './user-builders.ts';

/** The first people of a pool, and what is known of the n-th. */
export const users = (count: number) => Array.from({ length: count }, (_, n) => buildUser(n + 1));
export const sub = (n: number) => buildUser(n).sub;
export const email = (n: number) => `user${n}@example.com`;

/** The n-th person as a user of the target who says who they were. */
export const inTarget = (n: number, overrides: Partial<UserRecord> = {}): UserRecord => ({
  ...buildUser(n, { attributes: { 'custom:prev_sub_id': sub(n) } }),
  sub: `there-${n}`,
  username: `there-${n}`,
  ...overrides,
});
