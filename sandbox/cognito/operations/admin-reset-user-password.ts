import { AwsError } from '../../aws-error.ts';
import { poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { sendCode } from '../sign-in/confirmation-codes.ts';
import { assertResettable, isAdminOnly, recoveryAttribute, unreachable } from '../sign-in/password-recovery.ts';
import { userIsDisabled } from '../sign-in/sign-in-refusals.ts';

type AdminResetUserPasswordRequest = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly ClientMetadata?: object;
};

/** Takes the password away and sends a code, with which the user sets another one. */
export const adminResetUserPassword = defineOperation<AdminResetUserPasswordRequest>(
  ['UserPoolId', 'Username', 'ClientMetadata'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    if (isAdminOnly(pool)) {
      throw new AwsError('InvalidParameterException', 'The user pool has no self-service account recovery.');
    }
    if (!user.enabled) throw userIsDisabled();
    assertResettable(state, user, 'administrator');
    const attribute = recoveryAttribute(pool, user);
    if (attribute === null) throw unreachable();
    sendCode(state, pool, user, 'reset', attribute);
    user.password = null;
    user.status = 'RESET_REQUIRED';
    user.modifiedMs = state.clock.nowMs();
    return {};
  },
);
