import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { updateMfaConfig, updatePoolSettings } from '../../aws/pools/update-pool-settings.ts';
import { PoolferryError } from '../../core/errors.ts';
import type { Run } from '../../core/journal/run-store.ts';
import {
  type ChangePorts,
  changeSettings,
  restoreSettings,
  type SettingsChange,
  type UpdateOutcome,
} from '../../core/trigger-wiring/change-settings.ts';
import { findDifferences } from '../../core/trigger-wiring/find-differences.ts';
import { judgeInterrupted } from '../../core/trigger-wiring/judge-interrupted.ts';
import { type LambdaConfig, lambdaConfigOf, type PoolSettings } from '../../core/trigger-wiring/pool-settings.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { createPoolReader } from './read-target-wiring.ts';

/** One for everything that changes the triggers of a pool, so that two cannot do so at once from here. */
const toIdentity = ({ profile }: ConnectedPool) => ({
  command: 'trigger',
  targetUserPoolId: profile.userPoolId,
  inputHashes: {},
  options: {},
});

const checkpoint = 'change';

/** A change whose result nobody has looked at, and the settings that it may have cost. */
export type Interrupted = { readonly change: SettingsChange | undefined; readonly toPutBack: readonly string[] };

/** Looks for a change of this pool that did not come to its end here. */
export const findInterrupted = async (
  target: ConnectedPool,
  now: PoolSettings,
  { runs }: CommandContext,
): Promise<Interrupted | undefined> => {
  const known = (await runs.list()).runs.find(
    ({ identity, state }) =>
      state === 'running' && identity.command === 'trigger' && identity.targetUserPoolId === target.profile.userPoolId,
  );
  if (known === undefined) return undefined;
  const run = await runs.openById(known.id);
  try {
    const change = (await run.checkpoints.read(checkpoint)) as SettingsChange | undefined;
    return { change, toPutBack: change === undefined ? [] : judgeInterrupted(change, now) };
  } finally {
    await run.close();
  }
};

/** Forgets an interrupted change that cost nothing. */
export const settleInterrupted = async (target: ConnectedPool, { runs }: CommandContext): Promise<void> =>
  (await runs.open(toIdentity(target), 'begin-again')).discard();

type Wanted = {
  readonly seen: PoolSettings;
  readonly interrupted: Interrupted | undefined;
  readonly toLambdaConfig: (config: LambdaConfig) => LambdaConfig;
};

/** Puts back what an interrupted change cost, then changes the triggers, and nothing else. */
export const changeTargetPool = async (
  target: ConnectedPool,
  { seen, interrupted, toLambdaConfig }: Wanted,
  context: CommandContext,
): Promise<void> => {
  const run = await context.runs.open(toIdentity(target), 'begin-again');
  const { change, toPutBack = [] } = interrupted ?? {};
  const isToBeMended = change !== undefined && toPutBack.length > 0;
  let isAsItWas = !isToBeMended;
  const ports = createPorts(target, run, context, () => {
    isAsItWas = false;
  });
  try {
    if (isToBeMended && !(await restoreSettings(change.before, ports))) throw notMended(toPutBack);
    isAsItWas = true;
    const before = isToBeMended ? change.before : seen;
    const wanted = { ...before, LambdaConfig: toLambdaConfig(lambdaConfigOf(before)) };
    // What was put back may be all that was wanted.
    if (findDifferences(before, wanted).length > 0) await changeSettings({ before, wanted }, ports);
    await run.finish({ restored: toPutBack.length });
  } catch (error) {
    // Nothing is left that somebody would have to look at.
    if (isAsItWas || settled.has((error as PoolferryError).code)) await run.discard();
    throw error;
  } finally {
    await run.close();
  }
};

const settled: ReadonlySet<string> = new Set(['pool-restored', 'pool-unchanged']);

/** `onChange` hears of every update that may have taken effect. */
const createPorts = (target: ConnectedPool, run: Run, context: CommandContext, onChange: () => void): ChangePorts => {
  const { client, profile } = target;
  const { userPoolId } = profile;
  const readState = createPoolReader(target, context);
  const send = async (operation: string, update: () => Promise<UpdateOutcome>) => {
    try {
      const outcome = await update();
      if (outcome !== 'busy') onChange();
      return outcome;
    } catch (error) {
      const doing = `update the target pool "${userPoolId}"`;
      throw explainAwsError(error, { doing, action: `cognito-idp:${operation}` });
    }
  };
  return {
    clock: context.clock,
    readSettings: async () => (await readState()).settings,
    remember: (next) => run.checkpoints.write(checkpoint, next),
    // Not to be stopped by Ctrl-C: their result has to be looked at.
    updateSettings: (settings) => send('UpdateUserPool', () => updatePoolSettings({ client, userPoolId }, settings)),
    updateMfaConfig: (config) => send('SetUserPoolMfaConfig', () => updateMfaConfig({ client, userPoolId }, config)),
  };
};

const notMended = (fields: readonly string[]) =>
  new PoolferryError(`The pool could not be put back as it was: ${fields.join(', ')}.`, {
    code: 'pool-not-restored',
    hint: 'How it was is kept in the run. The same command tries again.',
  });
