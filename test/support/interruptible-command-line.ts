/** The command line as a process of its own, with a command that only waits. */
import { hostname } from 'node:os';
import { isProcessAlive, processStart } from '../../scripts/files/process-start.ts';
import { runCli } from '../../scripts/shell/run-cli.ts';
import { systemClock } from '../../scripts/system-clock.ts';
import { waitCommand } from './example-commands.ts';

const exitCode = await runCli({
  argv: process.argv.slice(2),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  workingDirectory: process.cwd(),
  clock: systemClock,
  random: Math.random,
  signals: process,
  registry: { commands: [waitCommand], notBuiltYet: [] },
  toolVersion: '1.2.3',
  holder: { hostName: hostname(), processId: process.pid, processStart: processStart(process.pid), isProcessAlive },
});
process.exit(exitCode);
