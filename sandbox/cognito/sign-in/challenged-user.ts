import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { SignInSession } from './sign-in-sessions.ts';

/** Whom a session asks, while that very user is there with the password that began it. */
export const challengedUser = (pool: UserPool, { user, password }: SignInSession): User | undefined =>
  user !== undefined && pool.users.find(user.username) === user && user.password === password ? user : undefined;
