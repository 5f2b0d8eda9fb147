import { isRetryable } from '../../aws/clients/error-kinds.ts';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import type { LedgerTable } from '../../aws/ledger/ledger-table.ts';
import { listIndexRows, removeIndexRowOlderThan, writeIndexRows } from '../../aws/ledger/login-index.ts';
import type { Config } from '../../core/config/schema.ts';
import { ProblemsError } from '../../core/errors.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { type LoginIndex, planLoginIndex } from '../../core/index-logins/plan-login-index.ts';
import { maxRowsPerWrite, type RefreshPorts, refreshLoginIndex } from '../../core/index-logins/refresh-login-index.ts';
import type { RunIdentity } from '../../core/journal/run-store.ts';
import { findTargetProblems } from '../../core/users/target-problems.ts';
import type { Command, CommandContext, Progress } from './command.ts';
import { type ConnectedPool, connectPools } from './connect-pools.ts';
import { counted } from './counted.ts';
import { type ExistingIndex, planBlocks, resultBlocks } from './index-logins-report.ts';
import { listUsersOf } from './list-users-of.ts';
import { type OpenLedger, openLedger, readForgotten, readLoginHasher } from './open-ledger.ts';

export const indexCommand: Command = {
  name: 'index',
  summary: "Builds or refreshes the trigger's login index.",
  description:
    'Lists the source pool and writes to the ledger which source user each sign-in name of the target leads to, under ' +
    'the rules of export for shared and unverified names. Names are kept as keyed hashes. The trigger needs it with ' +
    'trigger.lookup "index". Run it again when users were added to the source.',
  options: [],
  examples: [
    { command: 'poolferry index', explains: 'Shows how many names there are, and whose are left out.' },
    { command: 'poolferry index --execute', explains: 'Writes the index, and removes names that are gone.' },
  ],
  writesToAws: true,
  needs: ['source', 'target', 'ledger'],
  async run(context) {
    const { source, target } = await connectPools(context, ['source', 'target']);
    const problems = findTargetProblems(context.config.users, target.profile);
    if (problems.length > 0) {
      throw new ProblemsError('The index cannot be built with this configuration', problems, {
        code: 'config-unfit-for-target',
      });
    }
    const ledger = openLedger(target, context);
    const { tableName } = ledger;
    const table = { client: createLedgerClient(target.settings), tableName, signal: context.signal };
    const index = await planIndex(context, source, target, ledger);
    const { latestGeneration, ...existing } = await readExisting(table, index);
    if (context.config.trigger !== undefined && context.config.trigger.lookup !== 'index') {
      context.warn(`trigger.lookup is "${context.config.trigger.lookup}": the trigger does not read the index.`);
    }
    const outcome = await context.consent(planBlocks(index.counts, existing, tableName));
    if (outcome === 'planned') return { exitCode: 0, json: { plan: { ...index.counts, ...existing } }, summary: [] };

    const result = await refresh(context, index, latestGeneration + 1, table, ledger);
    return {
      // Whoever is left out is left out of the crossing, not of the index: it says all it should.
      exitCode: 0,
      json: { ...index.counts, ...result },
      summary: resultBlocks(index.counts, result),
    };
  },
};

const planIndex = async (
  context: CommandContext,
  source: ConnectedPool,
  target: ConnectedPool,
  ledger: OpenLedger,
): Promise<LoginIndex> => {
  const hashLogin = await readLoginHasher(target, context);
  const forgotten = await readForgotten(ledger);
  return context.progress(
    'Listing',
    (progress) =>
      planLoginIndex(counted(listUsersOf(source, context, progress), progress), {
        target: target.profile,
        users: context.config.users,
        forgotten,
        hashLogin,
      }),
    { unit: 'users', ...(source.profile.estimatedUsers > 0 ? { total: source.profile.estimatedUsers } : {}) },
  );
};

const readExisting = (
  table: LedgerTable,
  { rows }: LoginIndex,
): Promise<ExistingIndex & { readonly latestGeneration: number }> =>
  explained(`read the ledger "${table.tableName}"`, 'dynamodb:Scan', async () => {
    const wanted = new Set(rows.map(({ loginHash }) => loginHash));
    let existing = 0;
    let stale = 0;
    let latestGeneration = 0;
    for await (const { loginHash, generation } of listIndexRows(table)) {
      existing += 1;
      if (!wanted.has(loginHash)) stale += 1;
      latestGeneration = Math.max(latestGeneration, generation);
    }
    return { existing, stale, latestGeneration };
  });

const refresh = async (
  context: CommandContext,
  { rows }: LoginIndex,
  generation: number,
  table: LedgerTable,
  ledger: OpenLedger,
) => {
  const run = await context.runs.open(toIdentity(context.config), 'begin-again');
  try {
    const result = await context.progress(
      'Writing',
      (progress) =>
        explained(`write the ledger "${table.tableName}"`, 'dynamodb:BatchWriteItem and dynamodb:DeleteItem', () =>
          refreshLoginIndex(rows, generation, refreshPorts(context, table, ledger, progress)),
        ),
      { unit: 'names', total: rows.length },
    );
    await run.finish(result);
    return result;
  } finally {
    await run.close();
  }
};

const refreshPorts = (
  { config, clock, random, signal }: CommandContext,
  table: LedgerTable,
  ledger: OpenLedger,
  progress: Progress,
): RefreshPorts => ({
  writeRows: (rows, generation) => writeIndexRows(table, rows, generation),
  listRows: () => listIndexRows(table),
  removeRowOlderThan: (loginHash, generation) => removeIndexRowOlderThan(table, loginHash, generation),
  readForgotten: () => readForgotten(ledger),
  removeNameOf: ledger.removeNameOf,
  isRetryable,
  rateLimit: createRateLimit({
    unitsPerSecond: config.limits.writeUnitsPerSecond,
    unitsPerCall: 1,
    burstUnits: maxRowsPerWrite,
    clock,
  }),
  clock,
  random,
  signal,
  onWritten: (count) => progress.advance(count),
});

const toIdentity = ({ source, target, ledger, users }: Config): RunIdentity => ({
  command: 'index',
  ...(source === undefined ? {} : { sourceUserPoolId: source.userPoolId }),
  ...(target === undefined ? {} : { targetUserPoolId: target.userPoolId }),
  inputHashes: {},
  options: { ledger: ledger?.tableName, username: users.username, duplicates: users.duplicates },
});

const explained = async <T>(doing: string, action: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw explainAwsError(error, { doing, action });
  }
};
