import { isEmailShaped, isPhoneNumberShaped } from '../users/address-shapes.ts';
import { usernameMode } from '../users/target-login.ts';
import type { MigrateUserSettings } from './migrate-user-settings.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html, read 2026-11-20. */
const longestFilter = 256;

type Rules = Pick<MigrateUserSettings, 'users' | 'target'>;

/**
 * The ListUsers filter that finds whoever signs in by this name. Undefined for a name that a filter cannot hold: how AWS
 * reads a quote or a backslash inside a value is not documented, so that such a name is never put into one.
 */
export const loginFilter = (typedLogin: string, rules: Rules): string | undefined => {
  const filter = `${searchedAttribute(typedLogin, rules)} = "${typedLogin}"`;
  return /["\\]/.test(typedLogin) || filter.length > longestFilter ? undefined : filter;
};

const searchedAttribute = (typedLogin: string, { users, target }: Rules): string => {
  const { signIn } = target;
  const isAddress = { email: isEmailShaped(typedLogin), phone_number: isPhoneNumberShaped(typedLogin) };
  const addresses = signIn.kind === 'username' ? signIn.aliases : signIn.attributes;
  const typed = addresses.find((name) => name !== 'preferred_username' && isAddress[name]);
  if (typed !== undefined) return typed;
  const mode = usernameMode(users.username, target);
  return mode === 'keep' ? 'username' : mode === 'source-sub' ? 'sub' : mode;
};
