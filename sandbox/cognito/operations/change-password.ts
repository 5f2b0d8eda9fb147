import { defineOperation } from '../operation.ts';
import { assertPassword } from '../schema/password-policy.ts';
import { requiredParameter } from '../sign-in/auth-flows.ts';
import { assertNotLockedOut, countFailure, forgetFailures } from '../sign-in/lockout.ts';
import { passwordResetRequired, wrongPassword } from '../sign-in/sign-in-refusals.ts';
import { isPasswordOf, storePassword } from '../users/passwords.ts';

type ChangePasswordRequest = {
  readonly AccessToken: string;
  readonly PreviousPassword?: string;
  readonly ProposedPassword: string;
};

/** Guessing the previous password counts towards the lockout of sign-ins. */
export const changePassword = defineOperation<ChangePasswordRequest>(
  ['AccessToken', 'PreviousPassword', 'ProposedPassword'],
  async (state, request) => {
    const { pool, user } = state.tokens.byAccessToken(state, request.AccessToken);
    if (user.status === 'RESET_REQUIRED') throw passwordResetRequired();
    if (user.password !== null) {
      const previous = requiredParameter({ PreviousPassword: request.PreviousPassword ?? '' }, 'PreviousPassword');
      const nowMs = state.clock.nowMs();
      assertNotLockedOut(user.lockout, nowMs);
      if (!(await isPasswordOf(pool.id, user, previous))) {
        countFailure(user.lockout, nowMs);
        throw wrongPassword();
      }
      forgetFailures(user.lockout);
    }
    assertPassword(pool.settings.passwordPolicy, request.ProposedPassword);
    user.password = storePassword(pool.id, user, request.ProposedPassword);
    user.modifiedMs = state.clock.nowMs();
    return {};
  },
);
