import { poolOf } from '../lookups.ts';
import { describeMfaConfig } from '../mfa/describe-mfa-config.ts';
import { defineOperation } from '../operation.ts';

export const getUserPoolMfaConfig = defineOperation<{ readonly UserPoolId: string }>(['UserPoolId'], (state, request) =>
  describeMfaConfig(poolOf(state, request.UserPoolId)),
);
