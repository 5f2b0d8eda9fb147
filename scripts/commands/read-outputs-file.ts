import { resolve } from 'node:path';
import { RefusedError } from '../../core/errors.ts';
import { type Deployment, readDeployment } from '../../core/trigger-wiring/deployed-functions.ts';
import { readConfigFile } from '../files/read-config-file.ts';
import type { CommandContext, OptionSpec } from './command.ts';

export const outputsOption: OptionSpec = {
  flags: '--outputs <file>',
  description: 'What "npx cdk deploy --outputs-file" wrote.',
  default: 'poolferry.outputs.json',
};

/** The functions that the stack deployed. Undefined when there is no such file. */
export const findDeployment = async ({
  options,
  workingDirectory,
}: Pick<CommandContext, 'options' | 'workingDirectory'>): Promise<Deployment | undefined> => {
  const file = String(options.outputs);
  const read = await readConfigFile(resolve(workingDirectory, file));
  if (read.kind === 'missing') return undefined;
  if (read.kind === 'read') return readDeployment(read.raw, file);
  throw new RefusedError(`"${file}" cannot be read: ${read.problems.join(', ')}.`, {
    code: 'outputs-invalid',
    hint: 'Write it anew: npx cdk deploy --outputs-file FILE',
  });
};

export const requireDeployment = async (context: CommandContext): Promise<Deployment> => {
  const deployment = await findDeployment(context);
  if (deployment !== undefined) return deployment;
  throw new RefusedError(`There is no "${String(context.options.outputs)}", which says what was deployed.`, {
    code: 'outputs-missing',
    hint: 'Deploy first: npx cdk deploy --outputs-file poolferry.outputs.json',
  });
};
