import { AwsError } from '../../aws-error.ts';
import { poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { runPostConfirmation } from '../triggers/post-confirmation.ts';

type AdminConfirmSignUpRequest = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

/** Confirms the account; no address becomes verified by it. */
export const adminConfirmSignUp = defineOperation<AdminConfirmSignUpRequest>(
  ['UserPoolId', 'Username', 'ClientMetadata'],
  async (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    if (user.status !== 'UNCONFIRMED') {
      throw new AwsError('NotAuthorizedException', `User cannot be confirmed. Current status is ${user.status}`);
    }
    user.status = 'CONFIRMED';
    user.modifiedMs = state.clock.nowMs();
    const origin = { pool, client: null };
    await runPostConfirmation(state, origin, user, 'PostConfirmation_ConfirmSignUp', request.ClientMetadata);
    return {};
  },
);
