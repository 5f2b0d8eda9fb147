import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import { recordGroups } from '../../aws/ledger/record-groups.ts';
import { readNameHashKey } from '../../aws/secrets/read-name-hash-key.ts';
import { createSecretsClient } from '../../aws/secrets/secrets-client.ts';
import { getProfile } from '../../aws/sign-in/get-profile.ts';
import { addToGroup } from '../../aws/users/add-to-group.ts';
import { createCognitoClient } from '../../aws/users/cognito-client.ts';
import type { BindUserPorts } from '../../core/bind-user/bind-user.ts';
import { createLoginHasher } from '../invocation/login-hasher.ts';
import type { BindUserEnvironment } from './environment.ts';

const calls = { maxAttempts: 2, requestTimeoutMs: 1_000 };

/** Builds the clients, once per container, and from them the ports of each invocation. */
export const connect = ({ settings, ledger }: BindUserEnvironment) => {
  const target = { client: createCognitoClient(calls), userPoolId: settings.target.userPoolId };
  const table = { client: createLedgerClient(calls), tableName: ledger.tableName };
  const secrets = createSecretsClient(calls);
  const hashLogin = createLoginHasher((signal) => readNameHashKey(secrets, ledger.nameHashKeySecretId, signal));

  return (signal: AbortSignal): BindUserPorts => {
    const { find, bind } = createLedger({ ...table, signal });
    return {
      hashLogin: (login) => hashLogin(login, signal),
      find,
      bind,
      addToGroup: (username, group) => addToGroup(target, { username, group }, signal),
      recordGroups: (progress) => recordGroups({ ...table, signal }, progress),
      getUser: (username) => getProfile(target, username, signal),
      nowMs: () => Date.now(),
    };
  };
};
