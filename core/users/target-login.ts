import type { UsersConfig } from '../config/schema.ts';
import type { PoolProfile, SignInAttribute } from './pool-profile.ts';
import type { UserRecord } from './user-record.ts';

/** `email-or-phone`: where people sign in by either, the first of the two that is verified. */
export type UsernameMode = NonNullable<UsersConfig['username']> | 'email-or-phone';

const bothAddresses = ['email', 'phone_number'] as const;

/** What `users.username` means when it is left out: the username is kept, or the address becomes the sign-in name. */
export const usernameMode = (
  configured: UsernameMode | undefined,
  target: Pick<PoolProfile, 'signIn'>,
): UsernameMode => {
  if (target.signIn.kind === 'attribute' && target.signIn.attributes.length > 1) return 'email-or-phone';
  if (configured !== undefined) return configured;
  if (target.signIn.kind === 'username') return 'keep';
  return target.signIn.attributes.includes('email') ? 'email' : 'phone_number';
};

/**
 * The form in which two sign-in names are the same name to the pool. Only A-Z fold: Unicode folding would make one
 * name of two (the Kelvin sign and `k`), and so one account of two people.
 */
export const canonicalLogin = (login: string, target: Pick<PoolProfile, 'caseSensitive'>): string =>
  target.caseSensitive ? login : login.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

export type TargetLogin = {
  /** What goes into `cognito:username` and what the person types, as the source spells it. */
  readonly login: string;
  /** The attribute it comes from, when it is an address: then the source must have verified it. */
  readonly attribute: SignInAttribute | undefined;
};

/** The name this user will sign in with in the target, or undefined when the user has no such value. */
export const targetLogin = (user: UserRecord, mode: UsernameMode): TargetLogin | undefined => {
  if (mode === 'keep') return { login: user.username, attribute: undefined };
  if (mode === 'source-sub') return { login: user.sub, attribute: undefined };
  if (mode === 'email-or-phone') {
    const logins = bothAddresses.map((attribute) => loginBy(user, attribute)).filter((login) => login !== undefined);
    return logins.find(({ attribute }) => isVerified(user, attribute)) ?? logins[0];
  }
  return loginBy(user, mode);
};

const loginBy = (user: UserRecord, attribute: SignInAttribute) => {
  const login = user.attributes.get(attribute);
  return login === undefined || login === '' ? undefined : { login, attribute };
};

/** Whether the source vouches for the address. Anything but the literal `true` is no. */
export const isVerified = (user: UserRecord, attribute: SignInAttribute): boolean =>
  user.attributes.get(flagOf[attribute]) === 'true';

const flagOf = { email: 'email_verified', phone_number: 'phone_number_verified' } as const;
