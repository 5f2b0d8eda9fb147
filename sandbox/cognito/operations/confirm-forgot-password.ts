import { clientOf } from '../lookups.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import { assertPassword } from '../schema/password-policy.ts';
import { codeMismatch, redeemCode } from '../sign-in/confirmation-codes.ts';
import { forgetFailures } from '../sign-in/lockout.ts';
import { countRecoveryAttempt } from '../sign-in/recovery-attempts.ts';
import { assertSecretHash } from '../sign-in/secret-hash.ts';
import { hidesUsers, noSuchUser, userIsDisabled } from '../sign-in/sign-in-refusals.ts';
import { runPostConfirmation } from '../triggers/post-confirmation.ts';
import { storePassword } from '../users/passwords.ts';

type ConfirmForgotPasswordRequest = InformationOnly & {
  readonly ClientId: string;
  readonly Username: string;
  readonly SecretHash?: string;
  readonly ConfirmationCode: string;
  readonly Password: string;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

export const confirmForgotPassword = defineOperation<ConfirmForgotPasswordRequest>(
  [
    'ClientId',
    'Username',
    'SecretHash',
    'ConfirmationCode',
    'Password',
    'ClientMetadata',
    'AnalyticsMetadata',
    'UserContextData',
  ],
  async (state, request) => {
    const { pool, client } = clientOf(state, request.ClientId);
    assertSecretHash(client, request.Username, request.SecretHash);
    assertPassword(pool.settings.passwordPolicy, request.Password);
    countRecoveryAttempt(state, pool, request.Username);
    const user = pool.users.find(request.Username);
    if (user === undefined || !user.enabled) {
      if (hidesUsers(client)) throw codeMismatch();
      throw user === undefined ? noSuchUser() : userIsDisabled();
    }
    redeemCode(state, user, 'reset', request.ConfirmationCode, () => {
      user.password = storePassword(pool.id, user, request.Password);
      user.status = 'CONFIRMED';
    });
    user.modifiedMs = state.clock.nowMs();
    forgetFailures(user.lockout);
    const origin = { pool, client };
    await runPostConfirmation(state, origin, user, 'PostConfirmation_ConfirmForgotPassword', request.ClientMetadata);
    return {};
  },
);
