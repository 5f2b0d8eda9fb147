import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import { clientOf } from '../lookups.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { sendCode } from '../sign-in/confirmation-codes.ts';
import { assertResettable, isAdminOnly, recoveryAttribute, unreachable } from '../sign-in/password-recovery.ts';
import { countRecoveryAttempt } from '../sign-in/recovery-attempts.ts';
import { assertSecretHash } from '../sign-in/secret-hash.ts';
import { hidesUsers, noSuchUser, userIsDisabled } from '../sign-in/sign-in-refusals.ts';
import { simulatedDelivery } from '../sign-in/simulated-delivery.ts';
import { migrateAtForgotPassword } from '../triggers/migrate-at-forgot-password.ts';
import type { User } from '../users/user.ts';
import type { Wire } from '../wire.ts';

type ForgotPasswordRequest = InformationOnly & {
  readonly ClientId: string;
  readonly Username: string;
  readonly SecretHash?: string;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

const answerFor = (state: CognitoState, pool: UserPool, client: UserPoolClient, user: User, username: string): Wire => {
  const hides = hidesUsers(client);
  if (!user.enabled) {
    if (hides) return simulatedDelivery(state, pool, username);
    throw userIsDisabled();
  }
  assertResettable(state, user, 'user');
  const attribute = recoveryAttribute(pool, user);
  if (attribute !== null) return sendCode(state, pool, user, 'reset', attribute);
  if (hides) return simulatedDelivery(state, pool, username);
  throw unreachable();
};

export const forgotPassword = defineOperation<ForgotPasswordRequest>(
  ['ClientId', 'Username', 'SecretHash', 'ClientMetadata', 'AnalyticsMetadata', 'UserContextData'],
  async (state, request) => {
    const { pool, client } = clientOf(state, request.ClientId);
    assertSecretHash(client, request.Username, request.SecretHash);
    countRecoveryAttempt(state, pool, request.Username);
    // Said of the pool, not of anybody: before somebody is looked for.
    if (isAdminOnly(pool)) throw new AwsError('NotAuthorizedException', 'Contact administrator to reset password.');
    const user =
      pool.users.find(request.Username) ??
      (await migrateAtForgotPassword(state, pool, client, {
        username: request.Username,
        clientMetadata: request.ClientMetadata,
      }));
    if (user !== null) return answerFor(state, pool, client, user, request.Username);
    if (hidesUsers(client)) return simulatedDelivery(state, pool, request.Username);
    throw noSuchUser();
  },
);
