import { allAttributes, type User } from '../users/user.ts';

/** `userAttributes` of a user who exists. */
export const eventAttributes = (user: User): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(allAttributes(user)),
  'cognito:user_status': user.status,
});
