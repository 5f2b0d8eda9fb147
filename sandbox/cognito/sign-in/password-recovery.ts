import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { CodeAttribute } from './confirmation-codes.ts';

const RECOVERY_ATTRIBUTE: Readonly<Record<string, CodeAttribute>> = {
  verified_email: 'email',
  verified_phone_number: 'phone_number',
};

const SECOND_FACTOR: Readonly<Record<CodeAttribute, string>> = { email: 'EMAIL_OTP', phone_number: 'SMS_MFA' };

/** The first way of the pool's recovery setting that reaches this user and is not their preferred second factor. */
export const recoveryAttribute = (pool: UserPool, user: User): CodeAttribute | null => {
  for (const mechanism of pool.settings.recoveryMechanisms) {
    const attribute = RECOVERY_ATTRIBUTE[mechanism];
    if (attribute === undefined || user.attributes.get(`${attribute}_verified`) !== 'true') continue;
    if (pool.settings.mfaConfiguration !== 'OFF' && user.mfa.preferred === SECOND_FACTOR[attribute]) continue;
    return attribute;
  }
  return null;
};

export const isAdminOnly = (pool: UserPool): boolean =>
  pool.settings.recoveryMechanisms.every((mechanism) => mechanism === 'admin_only');

/** While a temporary password is out, that one is to be used; once it has expired, only an administrator can help. */
export const assertResettable = (state: CognitoState, user: User, by: 'user' | 'administrator'): void => {
  const hasExpired = state.clock.nowMs() > (user.password?.expiresAtMs ?? Number.POSITIVE_INFINITY);
  const isTemporary = user.status === 'FORCE_CHANGE_PASSWORD' && !(by === 'administrator' && hasExpired);
  const isOther = user.status === 'EXTERNAL_PROVIDER' || (by === 'administrator' && user.status === 'UNCONFIRMED');
  if (isTemporary || isOther) {
    throw new AwsError('NotAuthorizedException', 'User password cannot be reset in the current state.');
  }
};

export const unreachable = (): AwsError =>
  new AwsError(
    'InvalidParameterException',
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  );
