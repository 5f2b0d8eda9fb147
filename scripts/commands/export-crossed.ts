import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { listImportRuns, readImportOutcomes } from './import-runs.ts';
import { openLedger } from './open-ledger.ts';

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

/** Paced: the trigger answers sign-ins from the same table. */
async function* crossedByLedger(target: ConnectedPool, context: CommandContext) {
  if (context.config.ledger === undefined) return;
  for await (const row of openLedger(target, context).claims({ by: 'all' })) {
    if (row.state !== 'reserved') yield row.previousSub;
  }
}
