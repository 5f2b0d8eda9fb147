import { hasVerifiedAddress } from '../users/mark-verified.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import { isVerified, type TargetLogin } from '../users/target-login.ts';
import type { UserRecord } from '../users/user-record.ts';
import { type Rejection, reject } from './rejection.ts';

/**
 * The sign-in name must be verified, and so must one address that the target verifies by itself: the import job fails rows
 * without one.
 */
export const findVerificationProblem = (
  user: UserRecord,
  attributes: ReadonlyMap<string, string>,
  login: TargetLogin,
  target: PoolProfile,
): Rejection | undefined => {
  for (const address of ['email', 'phone_number'] as const) {
    if (isVerified(user, address) && !user.attributes.get(address)) {
      return reject('verified-without-address', `"${address}_verified" is true, but there is no ${address}`);
    }
  }
  if (login.attribute && attributes.get(`${login.attribute}_verified`) !== 'true') {
    return reject('unverified-sign-in-name', `"${login.attribute}" is not verified`);
  }
  if (hasVerifiedAddress(attributes, target)) return undefined;
  return reject('no-verified-address', `none of these is verified: ${target.autoVerifiedAttributes.join(', ')}`);
};
