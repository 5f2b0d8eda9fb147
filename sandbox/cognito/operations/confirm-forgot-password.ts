import { AwsError } from '../../aws-error.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import { assertPassword } from '../schema/password-policy.ts';
import { codeMismatch, redeemCode } from '../sign-in/confirmation-codes.ts';
import { forgetFailures } from '../sign-in/lockout.ts';
import { assertSecretHash } from '../sign-in/secret-hash.ts';
import { clientOf } from '../state/lookups.ts';
import { storePassword } from '../state/passwords.ts';
import { runPostConfirmation } from '../triggers/post-confirmation.ts';

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
    const user = pool.users.find(request.Username);
    const hides = client.preventUserExistenceErrors === 'ENABLED';
    if (user === undefined || !user.enabled) {
      if (hides) throw codeMismatch();
      throw user === undefined
        ? new AwsError('UserNotFoundException', 'Username/client id combination not found.')
        : new AwsError('NotAuthorizedException', 'User is disabled.');
    }
    // Having no code would tell that an address was never mailed.
    if (hides && !user.codes.has('reset')) throw codeMismatch();
    redeemCode(state, user, 'reset', request.ConfirmationCode);
    user.password = storePassword(user.sub, request.Password);
    user.status = 'CONFIRMED';
    user.modifiedMs = state.clock.nowMs();
    forgetFailures(user);
    const origin = { pool, client };
    await runPostConfirmation(state, origin, user, 'PostConfirmation_ConfirmForgotPassword', request.ClientMetadata);
    return {};
  },
);
