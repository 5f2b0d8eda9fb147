import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { User } from '../users/user.ts';
import type { ClientMetadata } from './trigger-call.ts';
import { migrateUser } from './user-migration.ts';

/** UserMigration_Authentication. The client's metadata arrives as validation data. */
export const migrateAtSignIn = (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  typed: {
    readonly username: string;
    readonly password: string;
    readonly clientMetadata: ClientMetadata;
  },
): Promise<User | null> =>
  migrateUser(state, pool, client, {
    triggerSource: 'UserMigration_Authentication',
    username: typed.username,
    password: typed.password,
    validationData: typed.clientMetadata,
  });
