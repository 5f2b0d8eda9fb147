import { mkdir } from 'node:fs/promises';
import type { Sandbox } from '../sandbox.ts';
import { createAppClient } from './clients/app-client.ts';
import { createCommandLine } from './command-line.ts';
import type { Screen } from './screen.ts';
import { seedWorld } from './seed.ts';
import type { Stage } from './stage.ts';
import { takeSnapshots } from './steps/gather-evidence.ts';

/** Seeds the sandbox and notes how everything looked before anybody moved. */
export const setStage = async (
  sandbox: Sandbox,
  screen: Screen,
  options: { readonly seed: string; readonly users: number; readonly directory: string },
): Promise<Stage> => {
  const { directory } = options;
  await mkdir(directory, { recursive: true });
  const world = await seedWorld(sandbox, options);
  const { source, tables } = await takeSnapshots({ sandbox, world });
  const items = tables.reduce((sum, table) => sum + table.items.length, 0);
  screen.say(`${source.users.length} users sign in by username to ${world.source.userPoolId}`);
  screen.say(`${items} items of theirs in three tables; the target is ${world.target.userPoolId}`);
  return {
    sandbox,
    world,
    screen,
    directory,
    commandLine: createCommandLine({ directory, environment: sandbox.environment, screen }),
    app: createAppClient({
      endpoint: sandbox.url,
      userPoolId: world.target.userPoolId,
      clientId: world.target.appClientId,
    }),
    notebook: { sourceBefore: source, tablesBefore: tables, signIns: [], refusals: [], rejects: [], identityMap: [] },
  };
};
