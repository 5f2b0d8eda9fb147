import { AwsError } from '../../aws-error.ts';
import { defineOperation } from '../operation.ts';
import { poolOf, userOf } from '../state/lookups.ts';
import { CONFIRMATION_TRIGGERS, refuseUnservedTriggers } from '../triggers/unserved-triggers.ts';

type AdminConfirmSignUpRequest = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly ClientMetadata?: object;
};

/** Confirms the account; no address becomes verified by it. */
export const adminConfirmSignUp = defineOperation<AdminConfirmSignUpRequest>(
  ['UserPoolId', 'Username', 'ClientMetadata'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    refuseUnservedTriggers(pool, CONFIRMATION_TRIGGERS);
    if (user.status !== 'UNCONFIRMED') {
      throw new AwsError('NotAuthorizedException', `User cannot be confirmed. Current status is ${user.status}`);
    }
    user.status = 'CONFIRMED';
    user.modifiedMs = state.clock.nowMs();
    return {};
  },
);
