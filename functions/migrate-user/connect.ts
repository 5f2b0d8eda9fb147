import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { findIndexedLogin } from '../../aws/ledger/find-indexed-login.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import { readTriggerSwitch } from '../../aws/ledger/trigger-switch.ts';
import { readNameHashKey } from '../../aws/secrets/read-name-hash-key.ts';
import { createSecretsClient } from '../../aws/secrets/secrets-client.ts';
import { getProfile } from '../../aws/sign-in/get-profile.ts';
import { listByName } from '../../aws/sign-in/list-by-name.ts';
import { signInToSource } from '../../aws/sign-in/source-sign-in.ts';
import { attemptLimits, createAttemptLimit } from '../../core/migrate-user/attempt-limit.ts';
import type { MigrateUserPorts } from '../../core/migrate-user/migrate-user.ts';
import { createLoginHasher } from '../invocation/login-hasher.ts';
import type { Telemetry } from '../invocation/telemetry.ts';
import { connectSource } from './connect-source.ts';
import type { MigrateUserEnvironment } from './environment.ts';
import { createPauseSwitch } from './pause-switch.ts';

/** A call to a service of our own may be made twice within the budget; all of ours can be repeated. */
const ownCalls = { maxAttempts: 2, requestTimeoutMs: 1_000 };

/**
 * Builds the clients, once per container, and from them the ports of each invocation. Whatever somebody waits for is timed, so
 * that an operator sees what used up a budget.
 */
export const connect = ({ source, ledger }: MigrateUserEnvironment, { time }: Pick<Telemetry, 'time'>) => {
  const secrets = createSecretsClient(ownCalls);
  const toSource = connectSource(source, secrets, { time });
  const table = { client: createLedgerClient(ownCalls), tableName: ledger.tableName };
  const hashLogin = createLoginHasher((signal) =>
    time('HashKeyDuration', () => readNameHashKey(secrets, ledger.nameHashKeySecretId, signal)),
  );
  const isPaused = createPauseSwitch(
    async (signal) => (await time('SwitchDuration', () => readTriggerSwitch({ ...table, signal }))).paused,
    () => performance.now(),
  );
  const admit = createAttemptLimit(attemptLimits);

  return (signal: AbortSignal): MigrateUserPorts => {
    const sourcePool = toSource(signal);
    return {
      isPaused: () => isPaused(signal),
      // A forgotten password and a wrong one are different attempts.
      admit: (triggerSource, login) => admit(`${triggerSource} ${login}`, performance.now()),
      hashLogin: (login) => hashLogin(login, signal),
      findByLogin: (loginHash) => time('LookupDuration', () => findIndexedLogin({ ...table, signal }, loginHash)),
      listByName: (filter) => time('LookupDuration', () => listByName(sourcePool, filter, signal)),
      signIn: (username, password) =>
        time('SignInDuration', () => signInToSource(sourcePool, { username, password }, signal)),
      getUser: (username) => time('ProfileDuration', () => getProfile(sourcePool, username, signal)),
      claim: (claim) => time('ClaimDuration', () => createLedger({ ...table, signal }).claim(claim)),
      nowMs: () => Date.now(),
    };
  };
};
