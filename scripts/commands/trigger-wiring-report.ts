import type { Deployment } from '../../core/trigger-wiring/deployed-functions.ts';
import { holderOf, type SlotFunctions, type SlotName, slotNames } from '../../core/trigger-wiring/function-slots.ts';
import type { LambdaConfig } from '../../core/trigger-wiring/pool-settings.ts';
import { type Block, facts, heading, list, table, text, warning } from '../terminal/blocks.ts';
import type { Interrupted } from './change-target-pool.ts';

export type SlotState = 'attached' | 'not attached' | 'held by another' | 'empty';

export const slotStateOf = (config: LambdaConfig, slot: SlotName, functions: SlotFunctions): SlotState => {
  const holder = holderOf(config, slot);
  if (holder === undefined) return functions[slot] === undefined ? 'empty' : 'not attached';
  return holder === functions[slot] ? 'attached' : 'held by another';
};

/** A line for every slot that poolferry can fill. */
export const slotTable = (config: LambdaConfig, functions: SlotFunctions): Block =>
  table(
    ['Slot', 'State', 'Function'].map((title) => ({ title })),
    slotNames.map((slot) => [
      slot,
      slotStateOf(config, slot, functions),
      nameOf(holderOf(config, slot) ?? functions[slot] ?? ''),
    ]),
  );

/** The last part of an ARN, which is what people know a function by. */
const nameOf = (arn: string) => arn.split(':').slice(6).join(':') || arn;

export const planBlocks = (
  { userPoolId, isAttaching }: { readonly userPoolId: string; readonly isAttaching: boolean },
  { stackName, functions }: Deployment,
  [now, then]: readonly [LambdaConfig, LambdaConfig],
  interrupted: Interrupted | undefined,
): Block[] => {
  const rows = slotNames
    .filter((slot) => functions[slot] !== undefined)
    .map((slot) => [slot, slotStateOf(now, slot, functions), slotStateOf(then, slot, functions)]);
  return [
    heading('Plan'),
    facts(['Pool', userPoolId], ['Functions of', `stack "${stackName}"`]),
    table(
      ['Slot', 'Now', 'Then'].map((title) => ({ title })),
      rows,
    ),
    ...(interrupted === undefined || interrupted.toPutBack.length === 0
      ? []
      : [
          warning('An earlier change was interrupted. These settings are not as they were, and are put back first:'),
          list(interrupted.toPutBack),
        ]),
    text(
      'All other settings of the pool are sent back as they are, because AWS resets what it is not sent. Then every setting is ' +
        'compared; if anything else changed, all are put back.',
    ),
    text(
      isAttaching
        ? 'The stack has already let the pool invoke these functions. If a stack or Amplify manages the pool, its next ' +
            'deployment may take them off again: look with "poolferry trigger show".'
        : 'Afterwards the stack can go; what lets the pool invoke the functions goes with it.',
    ),
  ];
};

export const slotsJson = (config: LambdaConfig, functions: SlotFunctions) =>
  Object.fromEntries(
    slotNames.map((slot) => [
      slot,
      { state: slotStateOf(config, slot, functions), function: holderOf(config, slot) ?? functions[slot] ?? null },
    ]),
  );
