import { AwsError } from '../../aws-error.ts';
import { LETTERS_AND_DIGITS } from '../../seeded-values.ts';
import { NO_FACTORS } from '../mfa/mfa-factors.ts';
import { defineOperation } from '../operation.ts';
import { assertMfaFactor, assertPoolSettings, refuseUnusedAccountValidity } from '../pools/check-pool-settings.ts';
import { describePool } from '../pools/describe-pool.ts';
import { POOL_SETTING_MEMBERS, toPoolSettings, type WirePoolSettings } from '../pools/pool-settings.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { toPoolSchema } from '../schema/pool-schema.ts';
import { createUserDirectory, type SignInNames } from '../users/user-directory.ts';
import type { Wire } from '../wire.ts';

type CreateUserPoolRequest = Wire &
  WirePoolSettings & {
    readonly AliasAttributes?: readonly string[];
    readonly UsernameAttributes?: readonly string[];
    readonly UsernameConfiguration?: { readonly CaseSensitive: boolean };
    readonly Schema?: Parameters<typeof toPoolSchema>[0];
  };

export const createUserPool = defineOperation<CreateUserPoolRequest>(
  [...POOL_SETTING_MEMBERS, 'AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration', 'Schema'],
  (state, request) => {
    if (request.AliasAttributes !== undefined && request.UsernameAttributes !== undefined) {
      throw new AwsError(
        'InvalidParameterException',
        'Only one of the aliasAttributes or usernameAttributes can be set in a user pool.',
      );
    }
    const hasPolicyDays = request.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays !== undefined;
    if (hasPolicyDays && request.AdminCreateUserConfig?.UnusedAccountValidityDays !== undefined) {
      refuseUnusedAccountValidity();
    }
    if ((request.MfaConfiguration ?? 'OFF') !== 'OFF') assertMfaFactor(request);
    const settings = toPoolSettings(request, null);
    assertPoolSettings(request, settings);
    const names: SignInNames = {
      aliasAttributes: request.AliasAttributes ?? [],
      usernameAttributes: request.UsernameAttributes ?? [],
      caseSensitive: request.UsernameConfiguration?.CaseSensitive ?? true,
    };
    const number = state.nextNumber('user pool');
    const id = `${state.region}_${state.seeded.text(`user pool|${number}`, LETTERS_AND_DIGITS, 9)}`;
    const nowMs = state.clock.nowMs();
    const pool: UserPool = {
      id,
      arn: `arn:aws:cognito-idp:${state.region}:${state.accountId}:userpool/${id}`,
      createdMs: nowMs,
      modifiedMs: nowMs,
      changingUntilMs: 0,
      estimate: { users: 0, takenMs: nowMs },
      schema: toPoolSchema(request.Schema ?? []),
      names,
      usernameConfiguration: request.UsernameConfiguration,
      users: createUserDirectory(names),
      clients: new Map(),
      groups: new Map(),
      importJobs: [],
      settings,
      mfaFactors: NO_FACTORS,
      namesUsed: new Map(),
    };
    state.pools.set(id, pool);
    return { UserPool: describePool(state, pool) };
  },
);
