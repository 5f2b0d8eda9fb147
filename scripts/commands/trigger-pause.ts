import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import { readTriggerSwitch, type TriggerSwitch, writeTriggerSwitch } from '../../aws/ledger/trigger-switch.ts';
import { RefusedError } from '../../core/errors.ts';
import { type Block, facts, heading, text } from '../terminal/blocks.ts';
import type { Command } from './command.ts';
import { connectPools } from './connect-pools.ts';
import { createPatientCalls } from './patient-calls.ts';

export const triggerPauseCommand: Command = {
  name: 'trigger pause',
  summary: 'Stops lazy crossings for a while.',
  description:
    'While the trigger is paused, whoever has not crossed yet is asked to try again later; the source is not asked. People who ' +
    'have crossed sign in as always. The functions notice within ten seconds.',
  options: [{ flags: '--resume', description: 'Let people cross again.' }],
  examples: [
    { command: 'poolferry trigger pause', explains: 'Shows whether the trigger is paused.' },
    { command: 'poolferry trigger pause --execute', explains: 'Pauses it.' },
    { command: 'poolferry trigger pause --resume --execute', explains: 'Lets people cross again.' },
  ],
  writesToAws: true,
  needs: ['target', 'ledger'],
  async run(context) {
    const { config, clock, signal, options } = context;
    const { target } = await connectPools(context, ['target']);
    if (config.ledger === undefined) {
      throw new RefusedError('The switch stands in the ledger, and the configuration names none.', {
        code: 'ledger-missing',
        hint: 'Set "ledger.tableName" in the configuration.',
      });
    }
    const { tableName } = config.ledger;
    const table = { client: createLedgerClient({ ...target.settings, maxAttempts: 1 }), tableName, signal };
    const call = createPatientCalls(context);
    const now = await call({ doing: `read the ledger "${tableName}"`, action: 'dynamodb:GetItem' }, () =>
      readTriggerSwitch(table),
    );
    const paused = options.resume !== true;
    if (now.paused === paused) {
      return {
        exitCode: 0,
        json: { paused, changed: false },
        summary: [text(paused ? 'The trigger is paused already.' : 'The trigger is not paused.')],
      };
    }

    const outcome = await context.consent(planBlocks(now, paused, tableName));
    if (outcome === 'planned') return { exitCode: 0, json: { plan: { from: now.paused, to: paused } }, summary: [] };
    await call({ doing: `write the ledger "${tableName}"`, action: 'dynamodb:UpdateItem' }, () =>
      writeTriggerSwitch(table, paused, clock.nowMs()),
    );
    return {
      exitCode: 0,
      json: { paused, changed: true },
      summary: [text(paused ? 'The trigger is paused within ten seconds.' : 'People cross again within ten seconds.')],
    };
  },
};

const planBlocks = ({ paused, changedAtMs }: TriggerSwitch, toPaused: boolean, tableName: string): Block[] => [
  heading('Plan'),
  facts(
    ['Ledger', tableName],
    ['Now', `${nameOf(paused)}${changedAtMs === undefined ? '' : ` since ${new Date(changedAtMs).toISOString()}`}`],
    ['Then', nameOf(toPaused)],
  ),
];

const nameOf = (paused: boolean) => (paused ? 'paused' : 'running');
