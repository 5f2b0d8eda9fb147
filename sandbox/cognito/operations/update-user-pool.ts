import { AwsError } from '../../aws-error.ts';
import { isJobActive } from '../import/job-statuses.ts';
import { availableFactors } from '../mfa/mfa-factors.ts';
import { defineOperation } from '../operation.ts';
import { poolOf } from '../state/lookups.ts';
import { POOL_SETTING_MEMBERS, toPoolSettings, type WirePoolSettings } from '../state/pool-settings.ts';
import type { Wire } from '../wire.ts';

type UpdateUserPoolRequest = Wire & WirePoolSettings & { readonly UserPoolId: string };

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

export const updateUserPool = defineOperation<UpdateUserPoolRequest>(
  ['UserPoolId', ...POOL_SETTING_MEMBERS],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    if (pool.importJobs.some(isJobActive)) {
      throw new AwsError('UserImportInProgressException', 'A user import job is in progress for this user pool.');
    }
    if (request.AdminCreateUserConfig !== undefined && 'UnusedAccountValidityDays' in request.AdminCreateUserConfig) {
      refuse('Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays');
    }
    for (const name of ['SmsConfiguration', 'UserPoolAddOns']) {
      const value = request[name];
      if (value !== undefined && Object.keys(value as object).length === 0) refuse(`${name} cannot be empty.`);
    }
    const turnsMfaOn = request.MfaConfiguration === 'ON' && pool.settings.mfaConfiguration !== 'ON';
    if (turnsMfaOn && availableFactors(pool).length === 0) {
      refuse('Cannot turn MFA functionality ON, once the user pool has been created');
    }
    pool.settings = toPoolSettings(request, pool.settings);
    pool.modifiedMs = state.clock.nowMs();
    return {};
  },
);
