import { RefusedError } from '../../core/errors.ts';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { forgetUser } from '../../core/ledger/forget-user.ts';
import { toCommandLine } from '../terminal/shell-words.ts';
import type { Command, CommandContext, Progress } from './command.ts';
import { type ConnectedPool, connectPools } from './connect-pools.ts';
import { counted } from './counted.ts';
import { findUserBySub } from './find-user-by-sub.ts';
import { type Footprint, type Place, planBlocks, resultBlocks } from './ledger-forget-report.ts';
import { subOption } from './ledger-subject.ts';
import { type OpenLedger, openLedger } from './open-ledger.ts';

export const ledgerForgetCommand: Command = {
  name: 'ledger forget',
  summary: 'Erases a source user from the ledger, and keeps them out.',
  description:
    'For somebody who asked to be erased. Puts a tombstone in place of the claim, without usernames and hashes, and takes ' +
    "the user's names out of the login index for good. The tombstone keeps the user out by either way across, so it works " +
    'before somebody has crossed, too. Says what else still knows the person: both pools, this machine, your tables. It ' +
    'cannot be undone.',
  options: [subOption],
  examples: [
    {
      command: 'poolferry ledger forget --sub 11111111-2222-4333-8444-555555555555',
      explains: 'Shows what would be erased, and what would not.',
    },
    {
      command: 'poolferry ledger forget --sub 11111111-2222-4333-8444-555555555555 --execute',
      explains: 'Erases it. Run again, it does what was interrupted.',
    },
  ],
  writesToAws: true,
  needs: ['target', 'ledger'],
  async run(context) {
    const sub = String(context.options.sub);
    // An erasure may have to happen when the source pool is long gone.
    const pools: { target: ConnectedPool; source?: ConnectedPool } =
      context.config.source === undefined
        ? await connectPools(context, ['target'])
        : await connectPools(context, ['source', 'target']);
    const ledger = openLedger(pools.target, context);
    const row = await ledger.find(sub);
    const footprint = await findFootprint(sub, row, pools, ledger, context);

    const outcome = await context.consent(planBlocks(footprint, ledger.tableName, context.clock.nowMs()));
    const { names, source, target, runs } = footprint;
    const json = { previousSub: sub, state: row?.state ?? 'none', source: source.kind, target: target.kind, runs };
    if (outcome === 'planned') return { exitCode: 0, json: { plan: { ...json, names } }, summary: [] };

    const result = await forgetUser(sub, row, { ...ledger, nowMs: context.clock.nowMs });
    if (result.outcome === 'changed') throw changed(sub);
    return {
      exitCode: 0,
      json: { ...json, state: 'forgotten', namesRemoved: result.namesRemoved },
      summary: resultBlocks(footprint, result.namesRemoved),
    };
  },
};

const findFootprint = async (
  sub: string,
  row: LedgerRow | undefined,
  { source, target }: { readonly source?: ConnectedPool; readonly target: ConnectedPool },
  ledger: OpenLedger,
  context: CommandContext,
): Promise<Footprint> => {
  const names = await context.progress(
    'Reading the login index',
    (progress) => countNames(ledger.namesOf(sub), progress),
    {
      unit: 'names',
    },
  );
  const newSub = row?.state === 'bound' ? row.newSub : undefined;
  const look = async (pool: ConnectedPool | undefined, wanted: string | undefined): Promise<Place> => {
    if (pool === undefined || wanted === undefined) return { kind: 'unknown' };
    const { userPoolId } = pool.profile;
    const user = await findUserBySub(pool, wanted, context);
    return user === undefined ? { kind: 'gone', userPoolId } : { kind: 'there', userPoolId, username: user.username };
  };
  const { runs } = await context.runs.list();
  return { sub, row, names, source: await look(source, sub), target: await look(target, newSub), runs: runs.length };
};

const countNames = async (names: AsyncIterable<string>, progress: Progress): Promise<number> => {
  let count = 0;
  for await (const _ of counted(names, progress)) count += 1;
  return count;
};

const changed = (sub: string) =>
  new RefusedError(`The row of "${sub}" changed while you were looking at it; nothing was erased.`, {
    code: 'claim-changed',
    hint: `The user may just have crossed. Look again, and then: ${toCommandLine(['ledger', 'forget', '--sub', sub])}`,
  });
