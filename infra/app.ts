import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { PoolferryError, ProblemsError } from '../core/errors.ts';
import { readProject } from './read-project.ts';
import { MigrationStack } from './stacks/migration-stack.ts';

const app = new App();
const path = (context: string, byDefault: string) =>
  resolve((app.node.tryGetContext(context) as string | undefined) ?? byDefault);

try {
  const { config, pools } = readProject(path('config', 'poolferry.config.json'), path('pools', 'poolferry.pools.json'));
  new MigrationStack(app, 'Poolferry', { config, ...pools });
  app.synth();
} catch (error) {
  if (!(error instanceof PoolferryError)) throw error;
  const details = error instanceof ProblemsError ? error.problems.map((problem) => `  - ${problem}`) : [];
  process.stderr.write(
    `${[error.message, ...details, ...(error.hint === undefined ? [] : [error.hint])].join('\n')}\n`,
  );
  process.exitCode = error.exitCode;
}
