import { AwsError } from '../../aws-error.ts';
import { refuseWhileImporting } from '../import/refuse-while-importing.ts';
import { defineOperation } from '../operation.ts';
import { poolOf } from '../state/lookups.ts';
import { POOL_SETTING_MEMBERS, toPoolSettings, type WirePoolSettings } from '../state/pool-settings.ts';
import { assertLambdaConfig } from '../triggers/assert-lambda-config.ts';
import type { Wire } from '../wire.ts';

type UpdateUserPoolRequest = Wire & WirePoolSettings & { readonly UserPoolId: string };

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

export const updateUserPool = defineOperation<UpdateUserPoolRequest>(
  ['UserPoolId', ...POOL_SETTING_MEMBERS],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    refuseWhileImporting(pool);
    if (request.AdminCreateUserConfig !== undefined && 'UnusedAccountValidityDays' in request.AdminCreateUserConfig) {
      refuse('Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays');
    }
    for (const name of ['SmsConfiguration', 'UserPoolAddOns']) {
      const value = request[name];
      if (value !== undefined && Object.keys(value as object).length === 0) refuse(`${name} cannot be empty.`);
    }
    if (request.MfaConfiguration === 'ON' && pool.settings.mfaConfiguration !== 'ON') {
      refuse('Cannot turn MFA functionality ON, once the user pool has been created');
    }
    const settings = toPoolSettings(request, pool.settings);
    assertLambdaConfig(settings);
    pool.settings = settings;
    pool.modifiedMs = state.clock.nowMs();
    return {};
  },
);
