import { deleteUser } from '../../aws/users/delete-user.ts';
import { findUser } from '../../aws/users/find-user.ts';
import { RefusedError } from '../../core/errors.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { openImportLog } from '../../core/import/import-journal.ts';
import type { Run, RunRecord } from '../../core/journal/run-store.ts';
import { importedUsers } from '../../core/undo-import/imported-users.ts';
import { planUndo } from '../../core/undo-import/plan-undo.ts';
import { type UndoPorts, undoImport } from '../../core/undo-import/undo-import.ts';
import { openUndoLog, undoJournalName } from '../../core/undo-import/undo-journal.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { type ConnectedPool, connectPools } from './connect-pools.ts';
import { listUsersOf } from './list-users-of.ts';
import { openLedger } from './open-ledger.ts';
import { createPatientCalls } from './patient-calls.ts';
import { findRelatedRuns } from './undo-import-related.ts';
import { reportUndo, undoPlanBlocks, undoPlanJson } from './undo-import-report.ts';
import { listUndos, undoIdentity } from './undone-imports.ts';

/** `AdminDeleteUser` shares 25 requests a second with every other change of users in the account and Region. */
const usersPerSecond = 10;

/** Deletes the users that an import created. The import is held meanwhile, so that it cannot go on. */
export const undoImportRun = async (record: RunRecord, context: CommandContext): Promise<CommandResult> => {
  const { target } = await connectPools(context, ['target']);
  assertSamePool(record, target);
  const identity = undoIdentity(record);
  const { runs } = await context.runs.list();
  const known = (await listUndos(context.runs)).find(({ identity: { options } }) => options.run === record.id);
  if (known?.state === 'finished') return reportUndo(known, record, true);

  const held = await context.runs.openById(record.id);
  try {
    const { progress } = await openImportLog(held.journal('import'));
    const users = importedUsers(progress, record.id);
    const leaves = record.identity.options.passwordHashingAlgorithm === undefined ? 'reset' : 'hashes';
    const before = known === undefined ? nothingYet : await readUndo(known, context);
    const plan = await context.progress(
      'Looking at the target',
      (shown) => planUndo(users, listUsersOf(target, context, shown), before, leaves),
      { unit: 'users', total: target.profile.estimatedUsers },
    );
    const hasLedger = context.config.ledger !== undefined && record.identity.inputHashes.csv === undefined;
    const facts = {
      run: record,
      plan,
      leaves,
      userPoolId: target.profile.userPoolId,
      ledgerTable: hasLedger ? context.config.ledger?.tableName : undefined,
      isOfPackage: record.identity.inputHashes.csv === undefined,
      related: findRelatedRuns(record, runs),
      seconds: Math.ceil(plan.toDelete / usersPerSecond),
      continues: known?.id,
    } as const;
    const answer = await context.consent(undoPlanBlocks(facts), {
      what: 'the id of the target pool',
      expected: target.profile.userPoolId,
      flag: '--pool-id',
      given: context.options.poolId === undefined ? undefined : String(context.options.poolId),
    });
    if (answer === 'planned') return { exitCode: 0, json: { plan: undoPlanJson(facts) }, summary: [] };

    const run = await context.runs.open(identity, 'report');
    try {
      await context.progress(
        'Deleting',
        (shown) => undoImport(users, leaves, createUndoPorts(target, run, hasLedger, shown.advance, context)),
        { unit: 'users', total: users.length - before.outcomes.size },
      );
      return reportUndo(run.record, record, false);
    } finally {
      await run.close();
    }
  } finally {
    await held.close();
  }
};

const nothingYet = { intended: new Map<string, boolean>(), outcomes: new Map() };

const readUndo = async ({ id }: RunRecord, { runs }: CommandContext) => {
  const undo = await runs.openById(id);
  try {
    return (await openUndoLog(undo.journal(undoJournalName))).progress;
  } finally {
    await undo.close();
  }
};

const assertSamePool = ({ id, identity }: RunRecord, { profile }: ConnectedPool) => {
  if (identity.targetUserPoolId === profile.userPoolId) return;
  throw new RefusedError(
    `Run "${id}" imported into pool "${identity.targetUserPoolId}", the configuration names another.`,
    {
      code: 'other-pool',
      hint: 'Name that pool as the target, in the configuration or by --target-user-pool-id.',
    },
  );
};

const createUndoPorts = (
  target: ConnectedPool,
  run: Run,
  hasLedger: boolean,
  advance: (by?: number) => void,
  context: CommandContext,
): UndoPorts => {
  const { clock, signal } = context;
  const { client, profile } = target;
  const { userPoolId } = profile;
  const patiently = createPatientCalls(context);
  const pace = createRateLimit({ unitsPerSecond: usersPerSecond, unitsPerCall: 1, clock });
  const ledger = hasLedger ? openLedger(target, context) : undefined;
  return {
    findUser: async (username) => {
      await pace.acquire(signal);
      return patiently({ doing: `look for a user of pool "${userPoolId}"`, action: 'cognito-idp:AdminGetUser' }, () =>
        findUser(client, { userPoolId, username }, signal),
      );
    },
    deleteUser: (username) =>
      patiently({ doing: `delete a user of pool "${userPoolId}"`, action: 'cognito-idp:AdminDeleteUser' }, () =>
        deleteUser(client, { userPoolId, username }, signal),
      ),
    unbind: ledger?.unbind,
    run,
    signal,
    advance: () => advance(),
  };
};
