import { findAttachProblems, findUnservedClients } from '../../core/trigger-wiring/find-attach-problems.ts';
import { slotNames } from '../../core/trigger-wiring/function-slots.ts';
import { lambdaConfigOf } from '../../core/trigger-wiring/pool-settings.ts';
import { heading, list, text, warning } from '../terminal/blocks.ts';
import type { Command } from './command.ts';
import { connectPools } from './connect-pools.ts';
import { findDeployment, outputsOption } from './read-outputs-file.ts';
import { createPoolReader, readAttachFacts } from './read-target-wiring.ts';
import { slotStateOf, slotsJson, slotTable } from './trigger-wiring-report.ts';

export const triggerShowCommand: Command = {
  name: 'trigger show',
  summary: 'Shows which functions the target pool calls.',
  description:
    'Shows who holds the slots of the target pool that poolferry can fill, and what speaks against attaching. Ends with exit ' +
    'code 3 when a function of the deployment is not attached, or something speaks against it.',
  options: [outputsOption],
  examples: [{ command: 'poolferry trigger show', explains: 'Shows every slot.' }],
  writesToAws: false,
  needs: ['target'],
  async run(context) {
    const deployment = await findDeployment(context);
    const { target } = await connectPools(context, ['target']);
    if (deployment === undefined) {
      const config = lambdaConfigOf((await createPoolReader(target, context)()).settings);
      return {
        exitCode: 0,
        json: { slots: slotsJson(config, {}), problems: [] },
        summary: [
          heading('Slots'),
          slotTable(config, {}),
          text(`There is no "${String(context.options.outputs)}", so nobody can tell which of them are poolferry's.`),
        ],
      };
    }
    const facts = await readAttachFacts(target, deployment, context);
    const problems = findAttachProblems(facts);
    const unserved = findUnservedClients(facts);
    const { functions } = deployment;
    const config = lambdaConfigOf(facts.pool.settings);
    const isWhole = slotNames.every((slot) => slotStateOf(config, slot, functions) !== 'not attached');
    return {
      exitCode: isWhole && problems.length === 0 ? 0 : 3,
      json: { slots: slotsJson(config, functions), problems, unservedClientIds: unserved },
      summary: [
        heading('Slots'),
        slotTable(config, functions),
        ...(problems.length === 0 ? [] : [heading('Against attaching'), list(problems)]),
        ...unserved.map((clientId) => warning(unservedText(clientId))),
      ],
    };
  },
};

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html, read 2026-11-27. */
export const unservedText = (clientId: string) =>
  `App client ${clientId} allows no flow in which Cognito calls the trigger: it needs ALLOW_USER_PASSWORD_AUTH.`;
