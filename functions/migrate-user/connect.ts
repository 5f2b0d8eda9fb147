import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { findIndexedLogin } from '../../aws/ledger/find-indexed-login.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import { readNameHashKey } from '../../aws/secrets/read-name-hash-key.ts';
import { readSecret } from '../../aws/secrets/read-secret.ts';
import { createSecretsClient } from '../../aws/secrets/secrets-client.ts';
import { getProfile } from '../../aws/sign-in/get-profile.ts';
import { signInToSource } from '../../aws/sign-in/source-sign-in.ts';
import { createCognitoClient } from '../../aws/users/cognito-client.ts';
import type { MigrateUserPorts } from '../../core/migrate-user/migrate-user.ts';
import { createLoginHasher } from '../invocation/login-hasher.ts';
import type { MigrateUserEnvironment } from './environment.ts';

/** A call to a service of our own may be made twice within the budget; all of ours can be repeated. */
const ownCalls = { maxAttempts: 2, requestTimeoutMs: 1_500 };
/**
 * A call to the source is made once: a repeated sign-in counts twice against the user's lockout. So none may fail because a
 * kept connection died while the container slept.
 */
const sourceCalls = { maxAttempts: 1, requestTimeoutMs: 3_500, keepAlive: false };

/** Builds the clients, once per container, and from them the ports of each invocation. */
export const connect = ({ source, ledger }: MigrateUserEnvironment) => {
  const cognito = createCognitoClient({ region: source.region, ...sourceCalls });
  const secrets = createSecretsClient(ownCalls);
  const table = { client: createLedgerClient(ownCalls), tableName: ledger.tableName };
  const hashLogin = createLoginHasher((signal) => readNameHashKey(secrets, ledger.nameHashKeySecretId, signal));
  const { clientSecretId } = source;
  let clientSecret: string | undefined;
  const readClientSecret = async (again: boolean, id: string, signal: AbortSignal) => {
    if (again || clientSecret === undefined) clientSecret = await readSecret(secrets, id, signal);
    return clientSecret;
  };

  return (signal: AbortSignal): MigrateUserPorts => {
    const sourcePool = {
      client: cognito,
      userPoolId: source.userPoolId,
      clientId: source.clientId,
      ...(clientSecretId === undefined
        ? {}
        : { clientSecret: (again: boolean) => readClientSecret(again, clientSecretId, signal) }),
    };
    return {
      hashLogin: (login) => hashLogin(login, signal),
      findByLogin: (loginHash) => findIndexedLogin({ ...table, signal }, loginHash),
      signIn: (username, password) => signInToSource(sourcePool, { username, password }, signal),
      getUser: (username) => getProfile(sourcePool, username, signal),
      claim: (claim) => createLedger({ ...table, signal }).claim(claim),
      nowMs: () => Date.now(),
    };
  };
};
