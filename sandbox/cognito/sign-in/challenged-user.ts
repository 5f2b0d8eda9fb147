import type { UserPool } from '../pools/user-pool.ts';
import type { User } from '../users/user.ts';
import type { SignInSession } from './sign-in-sessions.ts';

/** Whom a session asks, while that very user is there with the password that began it. */
export const challengedUser = (pool: UserPool, { user, password }: SignInSession): User | undefined =>
  user !== undefined && pool.users.find(user.username) === user && user.password === password ? user : undefined;
