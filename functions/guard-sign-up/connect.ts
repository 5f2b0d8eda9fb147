import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { findIndexedLogin } from '../../aws/ledger/find-indexed-login.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import { readNameHashKey } from '../../aws/secrets/read-name-hash-key.ts';
import { createSecretsClient } from '../../aws/secrets/secrets-client.ts';
import type { GuardSignUpPorts } from '../../core/guard-sign-up/guard-sign-up.ts';
import { createLoginHasher } from '../invocation/login-hasher.ts';
import type { GuardSignUpEnvironment } from './environment.ts';

const calls = { maxAttempts: 2, requestTimeoutMs: 1_000 };

/** Builds the clients, once per container, and from them the ports of each invocation. */
export const connect = ({ ledger }: GuardSignUpEnvironment) => {
  const table = { client: createLedgerClient(calls), tableName: ledger.tableName };
  const secrets = createSecretsClient(calls);
  const hashLogin = createLoginHasher((signal) => readNameHashKey(secrets, ledger.nameHashKeySecretId, signal));

  return (signal: AbortSignal): GuardSignUpPorts => ({
    hashLogin: (login) => hashLogin(login, signal),
    findByLogin: (loginHash) => findIndexedLogin({ ...table, signal }, loginHash),
    find: (previousSub) => createLedger({ ...table, signal }).find(previousSub),
    nowMs: () => Date.now(),
  });
};
