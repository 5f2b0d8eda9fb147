import type { Deployment } from '../../core/trigger-wiring/deployed-functions.ts';
import { findDifferences } from '../../core/trigger-wiring/find-differences.ts';
import { type LambdaConfig, lambdaConfigOf, type PoolSettings } from '../../core/trigger-wiring/pool-settings.ts';
import type { Block } from '../terminal/blocks.ts';
import { changeTargetPool, findInterrupted, settleInterrupted } from './change-target-pool.ts';
import type { CommandContext, CommandResult } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { planBlocks, slotsJson } from './trigger-wiring-report.ts';

type Rewiring = {
  readonly target: ConnectedPool;
  readonly deployment: Deployment;
  readonly isAttaching: boolean;
  readonly seen: PoolSettings;
  readonly toLambdaConfig: (config: LambdaConfig) => LambdaConfig;
  readonly whenDone: readonly Block[];
  readonly whenThereAlready: readonly Block[];
};

/** Plans a change of the triggers of the target pool, asks, makes it, and looks at what came of it. */
export const rewire = async (
  { target, deployment, isAttaching, seen, toLambdaConfig, whenDone, whenThereAlready }: Rewiring,
  context: CommandContext,
): Promise<CommandResult> => {
  const { functions } = deployment;
  const now = lambdaConfigOf(seen);
  const then = toLambdaConfig(now);
  const interrupted = await findInterrupted(target, seen, context);
  const toPutBack = interrupted?.toPutBack ?? [];
  const isThereAlready = findDifferences({ LambdaConfig: now }, { LambdaConfig: then }).length === 0;
  if (isThereAlready && toPutBack.length === 0) {
    if (interrupted !== undefined) await settleInterrupted(target, context);
    return { exitCode: 0, json: { slots: slotsJson(now, functions), changed: false }, summary: whenThereAlready };
  }

  const { userPoolId } = target.profile;
  const plan = planBlocks({ userPoolId, isAttaching }, deployment, [now, then], interrupted);
  if ((await context.consent(plan)) === 'planned') {
    const json = { from: slotsJson(now, functions), to: slotsJson(then, functions), toPutBack };
    return { exitCode: 0, json: { plan: json }, summary: [] };
  }
  await changeTargetPool(target, { seen, interrupted, toLambdaConfig }, context);
  return {
    exitCode: 0,
    json: { slots: slotsJson(then, functions), changed: true, putBack: toPutBack },
    summary: whenDone,
  };
};
