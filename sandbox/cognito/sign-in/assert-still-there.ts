import type { SigningIn } from './complete-sign-in.ts';
import { disabledUser, unknownUser } from './sign-in-refusals.ts';

/** For when a trigger has run: meanwhile the user may have been deleted or disabled. */
export const assertStillThere = ({ pool, client, user }: SigningIn): void => {
  if (pool.users.find(user.username) !== user) throw unknownUser(client);
  if (!user.enabled) throw disabledUser(client);
};
