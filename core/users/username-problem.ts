import { isEmailShaped, isPhoneNumberShaped } from './address-shapes.ts';
import type { PoolProfile } from './pool-profile.ts';

/**
 * Why the target cannot have this username, in words; undefined when it can.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html, read 2026-11-20.
 */
export const findUsernameProblem = (username: string, { signIn }: Pick<PoolProfile, 'signIn'>): string | undefined => {
  if (username.length > 128) return 'the username is longer than 128 characters';
  if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u.test(username)) return 'the username holds white space or a control character';
  const aliases = signIn.kind === 'username' ? signIn.aliases : [];
  if (aliases.includes('email') && isEmailShaped(username)) return 'the username looks like the e-mail alias';
  if (aliases.includes('phone_number') && isPhoneNumberShaped(username))
    return 'the username looks like the phone alias';
  return undefined;
};
