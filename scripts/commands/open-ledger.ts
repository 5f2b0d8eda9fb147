import { isRetryable } from '../../aws/clients/error-kinds.ts';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { findIndexedLogin } from '../../aws/ledger/find-indexed-login.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import { removeNameOf } from '../../aws/ledger/login-index.ts';
import { scanClaims, scanNamesOf } from '../../aws/ledger/scan-ledger.ts';
import { readNameHashKey } from '../../aws/secrets/read-name-hash-key.ts';
import { createSecretsClient } from '../../aws/secrets/secrets-client.ts';
import type { Config } from '../../core/config/schema.ts';
import { RefusedError } from '../../core/errors.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { Ledger, LedgerRow } from '../../core/identity/ledger.ts';
import { hashLogin } from '../../core/identity/login-hash.ts';
import { nameHashKeySecretId } from '../../core/identity/name-hash-key-secret-id.ts';
import { type ClaimFilter, type LedgerReadPorts, readClaims, readNamesOf } from '../../core/ledger/read-ledger.ts';
import type { IndexedLogin } from '../../core/migrate-user/find-match.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { createPatientCalls } from './patient-calls.ts';

/** The ledger, waiting out throttling and short outages, with errors that a person can act on. */
export type OpenLedger = Omit<Ledger, 'list'> & {
  readonly tableName: string;
  /** Paced by `limits.readUnitsPerSecond`. */
  claims(filter: ClaimFilter): AsyncIterable<LedgerRow>;
  /** Hashes of the sign-in names that the login index leads to this user; paced alike. */
  namesOf(previousSub: string): AsyncIterable<string>;
  removeNameOf(previousSub: string, loginHash: string): Promise<'removed' | 'kept'>;
  findIndexed(loginHash: string): Promise<IndexedLogin | undefined>;
};

/** It stands beside the target pool. */
export const openLedger = ({ settings }: Pick<ConnectedPool, 'settings'>, context: CommandContext): OpenLedger => {
  const { clock, random, signal, config } = context;
  const { tableName } = ledgerOf(config);
  const patiently = createPatientCalls(context);
  const table = { client: createLedgerClient(settings), tableName, signal };
  const ledger = createLedger(table);
  const write = {
    doing: `write to the ledger "${tableName}"`,
    action: 'dynamodb:UpdateItem, dynamodb:PutItem and dynamodb:DeleteItem',
  };
  const read = { doing: `read the ledger "${tableName}"`, action: 'dynamodb:GetItem and dynamodb:Scan' };
  const reading: LedgerReadPorts = {
    readClaimsPage: (filter, startKey) => scanClaims(table, filter, startKey),
    readNamesPage: (previousSub, startKey) => scanNamesOf(table, previousSub, startKey),
    isRetryable,
    rateLimit: createRateLimit({ unitsPerSecond: config.limits.readUnitsPerSecond, unitsPerCall: 0, clock }),
    clock,
    random,
    signal,
  };
  async function* explained<Row>(rows: AsyncIterable<Row>) {
    try {
      yield* rows;
    } catch (error) {
      throw explainAwsError(error, read);
    }
  }
  return {
    tableName,
    claim: (claim) => patiently(write, () => ledger.claim(claim)),
    bind: (binding) => patiently(write, () => ledger.bind(binding)),
    release: (previousSub, runId) => patiently(write, () => ledger.release(previousSub, runId)),
    withdraw: (seen) => patiently(write, () => ledger.withdraw(seen)),
    unbind: (previousSub, newSub) => patiently(write, () => ledger.unbind(previousSub, newSub)),
    forget: (previousSub, seen, forgottenAtMs) =>
      patiently(write, () => ledger.forget(previousSub, seen, forgottenAtMs)),
    find: (previousSub) => patiently(read, () => ledger.find(previousSub)),
    claims: (filter) => explained(readClaims(filter, reading)),
    namesOf: (previousSub) => explained(readNamesOf(previousSub, reading)),
    removeNameOf: (previousSub, loginHash) => patiently(write, () => removeNameOf(table, previousSub, loginHash)),
    findIndexed: (loginHash) => patiently(read, () => findIndexedLogin(table, loginHash)),
  };
};

/** Hashes canonical sign-in names by the key of the configured ledger. */
export const readLoginHasher = async (
  { settings }: ConnectedPool,
  context: CommandContext,
): Promise<(canonicalLogin: string) => string> => {
  const secretId = nameHashKeySecretId(ledgerOf(context.config));
  const key = await createPatientCalls(context)(
    { doing: `read the secret "${secretId}"`, action: 'secretsmanager:GetSecretValue' },
    () => readNameHashKey(createSecretsClient(settings), secretId, context.signal),
  );
  return (canonicalLogin) => hashLogin(key, canonicalLogin);
};

export const readForgotten = async ({ claims }: Pick<OpenLedger, 'claims'>): Promise<ReadonlySet<string>> => {
  const forgotten = new Set<string>();
  for await (const { previousSub } of claims({ by: 'forgotten' })) forgotten.add(previousSub);
  return forgotten;
};

const ledgerOf = ({ ledger }: Config) => {
  if (ledger !== undefined) return ledger;
  throw new RefusedError('The configuration names no ledger.', {
    code: 'ledger-missing',
    hint: 'Set "ledger.tableName" in the configuration.',
  });
};
