import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { User } from '../users/user.ts';
import { eventAttributes } from './event-attributes.ts';
import { invokeTrigger } from './invoke-trigger.ts';
import { type ClientMetadata, triggerArn } from './trigger-call.ts';

export type SignInAttempt = {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  /** Null: the pool has nobody by that name, and nobody was migrated. */
  readonly user: User | null;
  /** As typed. */
  readonly username: string;
  /** ClientMetadata of InitiateAuth or AdminInitiateAuth. */
  readonly validationData: ClientMetadata;
};

/**
 * Runs before anything about the attempt is checked; whatever goes wrong in it refuses the sign-in. For unknown names it
 * runs only where the client hides them: somebody who listens must not hear a difference.
 */
export const runPreAuthentication = async (
  state: CognitoState,
  { pool, client, user, username, validationData }: SignInAttempt,
): Promise<void> => {
  const arn = triggerArn(pool, 'PreAuthentication');
  const hides = client.preventUserExistenceErrors === 'ENABLED';
  if (arn === undefined || (user === null && !hides)) return;
  await invokeTrigger(
    state,
    { pool, client },
    {
      trigger: 'PreAuthentication',
      arn,
      triggerSource: 'PreAuthentication_Authentication',
      userName: user?.username ?? pool.users.fold(username),
      request: {
        userAttributes: user === null ? {} : eventAttributes(user),
        validationData: validationData ?? null,
        ...(hides ? { userNotFound: user === null } : {}),
      },
      response: {},
    },
  );
};
