import type { CognitoState } from '../cognito-state.ts';
import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';
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
