import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import { type CodeAttribute, codeDeliveryDetails, sendCode } from '../sign-in/confirmation-codes.ts';
import { assertSecretHash } from '../sign-in/secret-hash.ts';
import { clientOf } from '../state/lookups.ts';
import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';
import { migrateAtForgotPassword } from '../triggers/migrate-at-forgot-password.ts';
import type { Wire } from '../wire.ts';

type ForgotPasswordRequest = InformationOnly & {
  readonly ClientId: string;
  readonly Username: string;
  readonly SecretHash?: string;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

const ATTRIBUTE_OF: Readonly<Record<string, CodeAttribute>> = {
  verified_email: 'email',
  verified_phone_number: 'phone_number',
};

/** The first way of the pool's recovery setting that reaches this user. SMS cannot be both the second factor and this. */
const recoveryAttribute = (pool: UserPool, user: User): CodeAttribute | null => {
  for (const mechanism of pool.settings.recoveryMechanisms) {
    const attribute = ATTRIBUTE_OF[mechanism];
    if (attribute === undefined || user.attributes.get(`${attribute}_verified`) !== 'true') continue;
    const isSecondFactor = pool.settings.mfaConfiguration !== 'OFF' && user.mfa.preferred === 'SMS_MFA';
    if (attribute === 'phone_number' && isSecondFactor) continue;
    return attribute;
  }
  return null;
};

/** What somebody who must not learn anything sees: the same made-up address each time for the same name. */
const simulated = (state: CognitoState, pool: UserPool, username: string): Wire => {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const [local, domain] = state.seeded.text(`simulated|${pool.id}|${pool.users.fold(username)}`, letters, 2);
  return codeDeliveryDetails('email', `${local}@${domain}`);
};

const assertResettable = (pool: UserPool, user: User): void => {
  if (pool.settings.recoveryMechanisms.every((mechanism) => mechanism === 'admin_only')) {
    throw new AwsError('NotAuthorizedException', 'Contact administrator to reset password.');
  }
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER') {
    throw new AwsError('NotAuthorizedException', 'User password cannot be reset in the current state.');
  }
};

const answerFor = (state: CognitoState, pool: UserPool, client: UserPoolClient, user: User, username: string): Wire => {
  const hides = client.preventUserExistenceErrors === 'ENABLED';
  if (!user.enabled) {
    if (hides) return simulated(state, pool, username);
    throw new AwsError('NotAuthorizedException', 'User is disabled.');
  }
  assertResettable(pool, user);
  const attribute = recoveryAttribute(pool, user);
  if (attribute !== null) return sendCode(state, pool, user, 'reset', attribute);
  if (hides) return simulated(state, pool, username);
  throw new AwsError(
    'InvalidParameterException',
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  );
};

export const forgotPassword = defineOperation<ForgotPasswordRequest>(
  ['ClientId', 'Username', 'SecretHash', 'ClientMetadata', 'AnalyticsMetadata', 'UserContextData'],
  async (state, request) => {
    const { pool, client } = clientOf(state, request.ClientId);
    assertSecretHash(client, request.Username, request.SecretHash);
    const user =
      pool.users.find(request.Username) ??
      (await migrateAtForgotPassword(state, pool, client, {
        username: request.Username,
        clientMetadata: request.ClientMetadata,
      }));
    if (user !== null) return answerFor(state, pool, client, user, request.Username);
    if (client.preventUserExistenceErrors === 'ENABLED') return simulated(state, pool, request.Username);
    throw new AwsError('UserNotFoundException', 'Username/client id combination not found.');
  },
);
