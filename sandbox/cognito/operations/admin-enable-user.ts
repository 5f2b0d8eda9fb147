import type { CognitoState } from '../cognito-state.ts';
import { poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

type UserRequest = { readonly UserPoolId: string; readonly Username: string };

const setEnabled = (enabled: boolean) => (state: CognitoState, request: UserRequest) => {
  const user = userOf(poolOf(state, request.UserPoolId), request.Username);
  user.enabled = enabled;
  user.modifiedMs = state.clock.nowMs();
  // Disabling revokes what the user holds.
  if (!enabled) state.tokens.endAllOf(user);
  return {};
};

export const adminEnableUser = defineOperation<UserRequest>(['UserPoolId', 'Username'], setEnabled(true));

export const adminDisableUser = defineOperation<UserRequest>(['UserPoolId', 'Username'], setEnabled(false));
