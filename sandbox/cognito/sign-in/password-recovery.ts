import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { MfaMethod, User } from '../users/user.ts';
import type { CodeAttribute } from './confirmation-codes.ts';

const RECOVERY_ATTRIBUTE: Readonly<Record<string, CodeAttribute>> = {
  verified_email: 'email',
  verified_phone_number: 'phone_number',
};

const FACTOR_OF: Readonly<Record<CodeAttribute, MfaMethod>> = { email: 'EMAIL_OTP', phone_number: 'SMS_MFA' };

/** A factor that is turned on; in a pool that never chose its recovery, only the preferred one. */
const isSecondFactor = ({ settings }: UserPool, { mfa }: User, attribute: CodeAttribute): boolean => {
  if (settings.mfaConfiguration === 'OFF') return false;
  const factor = FACTOR_OF[attribute];
  return settings.others.AccountRecoverySetting === undefined
    ? mfa.preferred === factor
    : mfa.preferred === factor || mfa.methods.includes(factor);
};

/** The first way of the pool's recovery setting that reaches this user and is no second factor. */
export const recoveryAttribute = (pool: UserPool, user: User): CodeAttribute | null => {
  for (const mechanism of pool.settings.recoveryMechanisms) {
    const attribute = RECOVERY_ATTRIBUTE[mechanism];
    if (attribute === undefined || user.attributes.get(`${attribute}_verified`) !== 'true') continue;
    if (!isSecondFactor(pool, user, attribute)) return attribute;
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
