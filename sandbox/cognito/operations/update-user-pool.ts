import { AwsError } from '../../aws-error.ts';
import { refuseWhileImporting } from '../import/refuse-while-importing.ts';
import { poolOf } from '../lookups.ts';
import { availableFactors } from '../mfa/mfa-factors.ts';
import { defineOperation } from '../operation.ts';
import { beginChange } from '../pools/begin-change.ts';
import { assertMfaFactor, assertPoolSettings, refuseUnusedAccountValidity } from '../pools/check-pool-settings.ts';
import { POOL_SETTING_MEMBERS, toPoolSettings, type WirePoolSettings } from '../pools/pool-settings.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { Wire } from '../wire.ts';

type UpdateUserPoolRequest = Wire & WirePoolSettings & { readonly UserPoolId: string };

/** Beyond SMS, which CreateUserPool and UpdateUserPool can bring along, factors come from SetUserPoolMfaConfig. */
const assertMfaChange = (request: UpdateUserPoolRequest, pool: UserPool): void => {
  const { mfaConfiguration } = pool.settings;
  const wanted = request.MfaConfiguration ?? mfaConfiguration;
  if (wanted === mfaConfiguration || wanted === 'OFF' || availableFactors(pool).length > 0) return;
  if (wanted === 'ON') {
    throw new AwsError(
      'InvalidParameterException',
      'Cannot turn MFA functionality ON, once the user pool has been created',
    );
  }
  assertMfaFactor(request);
};

export const updateUserPool = defineOperation<UpdateUserPoolRequest>(
  ['UserPoolId', ...POOL_SETTING_MEMBERS],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    refuseWhileImporting(pool);
    if (request.AdminCreateUserConfig?.UnusedAccountValidityDays !== undefined) refuseUnusedAccountValidity();
    assertMfaChange(request, pool);
    const settings = toPoolSettings(request, pool.settings);
    assertPoolSettings(request, settings);
    beginChange(state, pool);
    pool.settings = settings;
    pool.modifiedMs = state.clock.nowMs();
    return {};
  },
);
