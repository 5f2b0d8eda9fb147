import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { migrateAtSignIn } from '../triggers/migrate-at-sign-in.ts';
import { runPreAuthentication } from '../triggers/pre-authentication.ts';
import { isPasswordOf } from '../users/passwords.ts';
import type { Wire } from '../wire.ts';
import { assertProof } from './assert-proof.ts';
import { requiredParameter } from './auth-flows.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { assertSecretHash } from './secret-hash.ts';
import { unknownUser } from './sign-in-refusals.ts';

export type PasswordSignIn = {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly parameters: Readonly<Record<string, string>>;
  readonly clientMetadata?: Readonly<Record<string, string>>;
};

/** USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: unknown names go to the UserMigration trigger where there is one. */
export const signInWithPassword = async (state: CognitoState, request: PasswordSignIn): Promise<Wire> => {
  const { pool, client, parameters } = request;
  const username = requiredParameter(parameters, 'USERNAME');
  const password = requiredParameter(parameters, 'PASSWORD');
  assertSecretHash(client, username, parameters.SECRET_HASH);
  const user =
    pool.users.find(username) ??
    (await migrateAtSignIn(state, pool, client, { username, password, clientMetadata: request.clientMetadata }));
  await runPreAuthentication(state, { pool, client, user, username, validationData: request.clientMetadata });
  if (user === null) throw unknownUser(client);
  await assertProof(state, client, user, () => isPasswordOf(pool.id, user, password));
  return completeSignIn(state, { pool, client, user });
};
