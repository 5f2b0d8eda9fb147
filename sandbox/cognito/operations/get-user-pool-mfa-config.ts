import { describeMfaConfig } from '../mfa/describe-mfa-config.ts';
import { defineOperation } from '../operation.ts';
import { poolOf } from '../state/lookups.ts';

export const getUserPoolMfaConfig = defineOperation<{ readonly UserPoolId: string }>(['UserPoolId'], (state, request) =>
  describeMfaConfig(poolOf(state, request.UserPoolId)),
);
