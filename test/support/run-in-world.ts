import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../../scripts/commands/command.ts';
import type { CrossingWorld } from './crossing-world.ts';
import { runCommandLine } from './run-command-line.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

/** Runs the command line in a folder of its own with the configuration of a world. Ports are always shown as the same. */
export const runInWorld = async (
  { config, sandbox }: CrossingWorld,
  command: Command,
  argv: string,
  { terminal = false, settings = {} } = {},
) => {
  const workingDirectory = await makeTemporaryDirectory();
  await writeFile(join(workingDirectory, 'poolferry.config.json'), JSON.stringify({ ...config, ...settings }));
  const outcome = await runCommandLine({
    argv: argv.split(' '),
    commands: [command],
    workingDirectory,
    terminal,
    environment: sandbox.environment,
  });
  return {
    ...outcome,
    transcript: outcome.transcript
      .replaceAll(sandbox.url, 'http://127.0.0.1:00000')
      .replaceAll(sandbox.dynamodb.url, 'http://127.0.0.1:00001'),
  };
};
