import { ProblemsError } from '../../core/errors.ts';
import { findAttachProblems, findUnservedClients } from '../../core/trigger-wiring/find-attach-problems.ts';
import { tokenVersionOf, withFunctions } from '../../core/trigger-wiring/function-slots.ts';
import type { LambdaConfig } from '../../core/trigger-wiring/pool-settings.ts';
import { text } from '../terminal/blocks.ts';
import type { Command } from './command.ts';
import { connectPools } from './connect-pools.ts';
import { outputsOption, requireDeployment } from './read-outputs-file.ts';
import { readAttachFacts } from './read-target-wiring.ts';
import { rewire } from './rewire.ts';
import { unservedText } from './trigger-show.ts';

export const triggerAttachCommand: Command = {
  name: 'trigger attach',
  summary: 'Connects the functions to the target pool.',
  description:
    'Puts the functions that "npx cdk deploy --outputs-file poolferry.outputs.json" deployed into their slots of the target pool. Every other setting is sent back as it is and ' +
    'compared afterwards; if anything else changed, the pool is put back. Refuses while a slot is held by another function, ' +
    'an import job runs, or an app client may write the attributes that say who a user was. Interrupted, the same command ' +
    'looks at what came of it and continues.',
  options: [outputsOption],
  examples: [
    { command: 'poolferry trigger attach', explains: 'Shows which slots they would go into.' },
    { command: 'poolferry trigger attach --execute', explains: 'Attaches them.' },
  ],
  writesToAws: true,
  needs: ['target'],
  async run(context) {
    const deployment = await requireDeployment(context);
    const { target } = await connectPools(context, ['target']);
    const facts = await readAttachFacts(target, deployment, context);
    const problems = findAttachProblems(facts);
    if (problems.length > 0) throw new ProblemsError('The target pool', problems, { code: 'attach-refused' });
    for (const clientId of findUnservedClients(facts)) context.warn(unservedText(clientId));

    const version = tokenVersionOf(facts.pool.settings.UserPoolTier);
    return await rewire(
      {
        target,
        deployment,
        isAttaching: true,
        seen: facts.pool.settings,
        toLambdaConfig: (config: LambdaConfig) => withFunctions(config, deployment.functions, version),
        whenDone: [text('The functions are attached: people cross from now on.')],
        whenThereAlready: [text('The functions are attached already.')],
      },
      context,
    );
  },
};
