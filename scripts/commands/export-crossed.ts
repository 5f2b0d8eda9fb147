import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { listImportRuns, readImportOutcomes } from './import-runs.ts';

/**
 * Source subs of users who are proven to have crossed: bound in the ledger, which stands beside the target pool, or imported
 * by a run that is kept here. Whoever was forgotten on purpose counts too: they must not come back.
 */
export async function* listCrossedSubs(
  { source, target }: { readonly source: ConnectedPool; readonly target: ConnectedPool },
  context: CommandContext,
): AsyncGenerator<string, void, undefined> {
  yield* crossedByLedger(target, context);
  const runs = await listImportRuns(context.runs, target.profile.userPoolId);
  const ofSource = runs.filter(({ identity }) => identity.sourceUserPoolId === source.profile.userPoolId);
  for await (const { sub, newSub, outcome } of readImportOutcomes(context.runs, ofSource)) {
    if (outcome !== 'failed' && newSub !== undefined) yield sub;
  }
}

async function* crossedByLedger(target: ConnectedPool, { config, signal }: CommandContext) {
  const tableName = config.ledger?.tableName;
  if (tableName === undefined) return;
  try {
    for await (const row of createLedger({ client: createLedgerClient(target.settings), tableName, signal }).list()) {
      if (row.state !== 'reserved') yield row.previousSub;
    }
  } catch (error) {
    throw explainAwsError(error, { doing: `read the ledger "${tableName}"`, action: 'dynamodb:Scan' });
  }
}
