import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { User } from '../users/user.ts';
import type { ClientMetadata } from './trigger-call.ts';
import { migrateUser } from './user-migration.ts';

/** UserMigration_ForgotPassword: there is no password to check or to keep. */
export const migrateAtForgotPassword = (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  typed: { readonly username: string; readonly clientMetadata: ClientMetadata },
): Promise<User | null> =>
  migrateUser(state, pool, client, {
    triggerSource: 'UserMigration_ForgotPassword',
    username: typed.username,
    clientMetadata: typed.clientMetadata,
  });
