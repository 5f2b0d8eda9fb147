import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { assertMessagesServed, sendMessage } from '../send-message.ts';
import { createUser } from '../users/create-user.ts';
import type { User } from '../users/user.ts';
import { invokeTrigger } from './invoke-trigger.ts';
import { type MigratedUser, migrationFailed, toMigratedUser } from './migration-response.ts';
import { runPreSignUp } from './pre-sign-up.ts';
import type { JsonObject } from './returned-event.ts';
import { type ClientMetadata, type TriggerOrigin, triggerArn, withClientMetadata } from './trigger-call.ts';

export type MigrationCall = {
  readonly triggerSource: 'UserMigration_Authentication' | 'UserMigration_ForgotPassword';
  /** As typed. */
  readonly username: string;
  readonly password?: string;
  readonly validationData?: ClientMetadata;
  readonly clientMetadata?: ClientMetadata;
};

/** Every key of the response is there, and null. */
const EMPTY_RESPONSE = {
  userAttributes: null,
  forceAliasCreation: null,
  enableSMSMFA: null,
  finalUserStatus: null,
  messageAction: null,
  desiredDeliveryMediums: null,
};

const invoke = async (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  arn: string,
  call: MigrationCall,
): Promise<JsonObject> => {
  try {
    return await invokeTrigger(
      state,
      { pool, client },
      {
        trigger: 'UserMigration',
        arn,
        triggerSource: call.triggerSource,
        userName: pool.users.fold(call.username),
        request: {
          ...(call.password === undefined ? {} : { password: call.password }),
          validationData: call.validationData ?? null,
          userAttributes: null,
          ...withClientMetadata(call.clientMetadata),
        },
        response: EMPTY_RESPONSE,
      },
    );
  } catch (error) {
    // Documented for a function that Cognito may not invoke.
    if (error instanceof AwsError && error.name === 'UnexpectedLambdaException') throw migrationFailed(client);
    throw error;
  }
};

const welcome = (state: CognitoState, pool: UserPool, user: User, migrated: MigratedUser): void => {
  for (const medium of migrated.welcomeBy) {
    const destination = user.attributes.get(medium === 'EMAIL' ? 'email' : 'phone_number');
    if (destination !== undefined) sendMessage(state, pool, user, { kind: 'welcome', medium, destination, code: '' });
  }
};

/** Only a refusal counts: what else the function answers is not said to change a migrated user. */
const askPreSignUp = async (
  state: CognitoState,
  origin: TriggerOrigin,
  { username, attributes }: MigratedUser,
  { validationData, clientMetadata }: MigrationCall,
): Promise<void> => {
  const triggerSource = state.controls.preSignUpAfterMigration;
  if (triggerSource === null) return;
  await runPreSignUp(state, origin, {
    triggerSource,
    name: username,
    attributes,
    validationData: validationData === undefined ? undefined : new Map(Object.entries(validationData)),
    clientMetadata,
  });
};

const create = (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  migrated: MigratedUser,
  password: string | undefined,
): User => {
  try {
    return createUser(state, pool, {
      name: migrated.username,
      attributes: migrated.attributes,
      status: migrated.isConfirmed ? 'CONFIRMED' : 'RESET_REQUIRED',
      // The pool's password policy does not apply to a password that is brought along.
      ...(migrated.isConfirmed && password !== undefined ? { password: { text: password } } : {}),
      mfa: migrated.hasSmsMfa ? { methods: ['SMS_MFA'], preferred: 'SMS_MFA' } : { methods: [] },
      forceAliases: migrated.forcesAliases,
    });
  } catch (error) {
    if (error instanceof AwsError) throw migrationFailed(client);
    throw error;
  }
};

/**
 * Asks the pool's UserMigration function for a user whom the pool does not have. Null: the pool has no such function, or
 * the function has no such user. Somebody else may have created the user while the function ran; then it is that one.
 */
export const migrateUser = async (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  call: MigrationCall,
): Promise<User | null> => {
  const arn = triggerArn(pool, 'UserMigration');
  if (arn === undefined) return null;
  const response = await invoke(state, pool, client, arn, call);
  const present = pool.users.find(call.username);
  if (present !== undefined) return present;
  const migrated = toMigratedUser(pool, client, pool.users.fold(call.username), response, state.controls);
  if (migrated === null) return null;
  await askPreSignUp(state, { pool, client }, migrated, call);
  const meanwhile = pool.users.find(call.username);
  if (meanwhile !== undefined) return meanwhile;
  assertMessagesServed(pool, migrated.welcomeBy);
  const user = create(state, pool, client, migrated, call.password);
  welcome(state, pool, user, migrated);
  return user;
};
