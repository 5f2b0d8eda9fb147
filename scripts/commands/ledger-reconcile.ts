import { RefusedError } from '../../core/errors.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { bindMatches } from '../../core/ledger/bind-matches.ts';
import { planReconciliation } from '../../core/ledger/plan-reconciliation.ts';
import type { Reconciliation } from '../../core/ledger/reconciliation.ts';
import { usernameMode } from '../../core/users/target-login.ts';
import type { Command, CommandContext } from './command.ts';
import { type ConnectedPool, connectPools } from './connect-pools.ts';
import { counted } from './counted.ts';
import { needsAttention, planBlocks, reconciliationJson, resultBlocks } from './ledger-reconcile-report.ts';
import { listUsersOf } from './list-users-of.ts';
import { type OpenLedger, openLedger, readLoginHasher } from './open-ledger.ts';

export const ledgerReconcileCommand: Command = {
  name: 'ledger reconcile',
  summary: 'Binds users who crossed unnoticed, and tells what became of every unbound claim.',
  description:
    'Compares every unbound claim with the users of the target. Whoever is there and has proved to be the one is bound, by ' +
    'the rules of the PostAuthentication function: for users who signed in while it was not attached, or failed. Everything ' +
    'else is only told: claims without a user, names that somebody else has, and users who contradict the ledger. Lists the ' +
    'target (ListUsers, which makes nobody an active user). Ends with exit code 3 when something needs a look.',
  options: [],
  examples: [
    { command: 'poolferry ledger reconcile', explains: 'Shows who would be bound, and what else was found.' },
    {
      command: 'poolferry ledger reconcile --execute',
      explains: 'Binds them. Run again, it finds nothing more to do.',
    },
  ],
  writesToAws: true,
  needs: ['target', 'ledger'],
  async run(context) {
    const previousSub = previousSubOf(context);
    const { target } = await connectPools(context, ['target']);
    const ledger = openLedger(target, context);
    const found = await compare(previousSub, target, ledger, context);
    const json = reconciliationJson(found);
    const { tableName } = ledger;
    if (found.toBind.length === 0) {
      context.say(...planBlocks(found, tableName, context.clock.nowMs()));
      return { exitCode: needsAttention(found) ? 3 : 0, json: { ...json, bound: 0 }, summary: resultBlocks(found) };
    }
    const outcome = await context.consent(planBlocks(found, tableName, context.clock.nowMs()));
    if (outcome === 'planned') return { exitCode: needsAttention(found) ? 3 : 0, json: { plan: json }, summary: [] };

    const result = await bind(found, ledger, context);
    const changed = result.changed.map(({ claim }) => claim.previousSub);
    return {
      exitCode: needsAttention(found) || changed.length > 0 ? 3 : 0,
      json: { ...json, bound: result.bound, changed },
      summary: resultBlocks(found, result),
    };
  },
};

const previousSubOf = ({ config }: CommandContext): string => {
  if (config.users.previousSub !== undefined) return config.users.previousSub;
  throw new RefusedError('Nothing in the target says who its users were.', {
    code: 'previous-sub-missing',
    hint: 'Set "users.previousSub" to the attribute that the trigger and the import write.',
  });
};

const compare = async (
  previousSub: string,
  target: ConnectedPool,
  ledger: OpenLedger,
  context: CommandContext,
): Promise<Reconciliation> => {
  const hashLogin = await readLoginHasher(target, context);
  const { profile } = target;
  const settings = { target: profile, usernameMode: usernameMode(context.config.users.username, profile), previousSub };
  return context.progress(
    'Comparing with the target',
    (progress) =>
      planReconciliation(settings, {
        find: ledger.find,
        claims: () => ledger.claims({ by: 'all' }),
        listTargetUsers: () => counted(listUsersOf(target, context, progress), progress),
        hashLogin,
      }),
    { unit: 'users', ...(profile.estimatedUsers > 0 ? { total: profile.estimatedUsers } : {}) },
  );
};

const bind = ({ toBind }: Reconciliation, ledger: OpenLedger, { config, clock, signal, progress }: CommandContext) =>
  progress(
    'Binding',
    (bar) =>
      bindMatches(toBind, {
        bind: ledger.bind,
        rateLimit: createRateLimit({ unitsPerSecond: config.limits.writeUnitsPerSecond, unitsPerCall: 1, clock }),
        nowMs: clock.nowMs,
        signal,
        onSettled: () => bar.advance(),
      }),
    { unit: 'users', total: toBind.length },
  );
