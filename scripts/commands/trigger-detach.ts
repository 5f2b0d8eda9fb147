import { ProblemsError } from '../../core/errors.ts';
import { findChangeProblems } from '../../core/trigger-wiring/find-attach-problems.ts';
import { withoutFunctions } from '../../core/trigger-wiring/function-slots.ts';
import type { LambdaConfig } from '../../core/trigger-wiring/pool-settings.ts';
import { text } from '../terminal/blocks.ts';
import type { Command } from './command.ts';
import { connectPools } from './connect-pools.ts';
import { outputsOption, requireDeployment } from './read-outputs-file.ts';
import { createPoolReader, listImportJobs } from './read-target-wiring.ts';
import { rewire } from './rewire.ts';

export const triggerDetachCommand: Command = {
  name: 'trigger detach',
  summary: 'Takes the functions off the target pool again.',
  description:
    'Takes the functions of a deployed stack out of the slots of the target pool, with the care of "trigger attach"; slots that ' +
    'somebody else holds stay. Whoever has not crossed cannot sign in from then on. Detach before you remove the stack: a ' +
    'pool that calls a function which is gone lets nobody in. To stop for a while only, use "trigger pause".',
  options: [outputsOption],
  examples: [
    { command: 'poolferry trigger detach', explains: 'Shows which slots would be emptied.' },
    { command: 'poolferry trigger detach --execute', explains: 'Empties them.' },
  ],
  writesToAws: true,
  needs: ['target'],
  async run(context) {
    const deployment = await requireDeployment(context);
    const { target } = await connectPools(context, ['target']);
    const pool = await createPoolReader(target, context)();
    const importJobs = await listImportJobs(target, context);
    const problems = findChangeProblems({ poolArn: target.profile.arn, pool, deployment, importJobs });
    if (problems.length > 0) throw new ProblemsError('The target pool', problems, { code: 'detach-refused' });
    return await rewire(
      {
        target,
        deployment,
        isAttaching: false,
        seen: pool.settings,
        toLambdaConfig: (config: LambdaConfig) => withoutFunctions(config, deployment.functions),
        whenDone: [text('The functions are detached: nobody crosses by signing in any more. The stack can go now.')],
        whenThereAlready: [text('None of the functions is attached.')],
      },
      context,
    );
  },
};
