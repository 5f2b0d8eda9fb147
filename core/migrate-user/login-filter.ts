import { isEmailShaped, isPhoneNumberShaped } from '../users/address-shapes.ts';
import { usernameMode } from '../users/target-login.ts';
import type { MigrateUserSettings } from './migrate-user-settings.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html, read 2026-11-20. */
const longestFilter = 256;

type Rules = Pick<MigrateUserSettings, 'users' | 'target'>;

/**
 * The ListUsers filter that finds whoever signs in by this name. Undefined for a name that nobody can have, and for one that a
 * filter cannot hold: how AWS reads a quote or a backslash inside a value is not documented, so that it is never put into one.
 */
export const loginFilter = (typedLogin: string, rules: Rules): string | undefined => {
  const attribute = searchedAttribute(typedLogin, rules);
  if (attribute === undefined) return undefined;
  const filter = `${attribute} = "${typedLogin}"`;
  return /["\\]/.test(typedLogin) || filter.length > longestFilter ? undefined : filter;
};

const searchedAttribute = (typedLogin: string, { users, target }: Rules): string | undefined => {
  const { signIn } = target;
  const isAddress = { email: isEmailShaped(typedLogin), phone_number: isPhoneNumberShaped(typedLogin) };
  const addresses = signIn.kind === 'username' ? signIn.aliases : signIn.attributes;
  const typed = addresses.find((name) => name !== 'preferred_username' && isAddress[name]);
  if (typed !== undefined) return typed;
  const mode = usernameMode(users.username, target);
  if (mode === 'keep') return 'username';
  if (mode === 'source-sub') return 'sub';
  return mode === 'email-or-phone' ? undefined : mode;
};
