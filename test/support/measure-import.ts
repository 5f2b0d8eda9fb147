/**
 * In a process of its own, in a directory with a configuration, over the services that AWS_ENDPOINT_URL names: exports and
 * imports by the whole command line, with a clock that waits for nothing, and prints what came of it and what it took as JSON.
 */
import { exportCommand } from '../../scripts/commands/export.ts';
import { importCommand } from '../../scripts/commands/import.ts';
import { runCommandLine } from './run-command-line.ts';
import { createSimulatedClock } from './simulated-clock.ts';

const [command = ''] = process.argv.slice(2);
const startedMs = performance.now();
const outcome = await runCommandLine({
  argv: command.split(' '),
  commands: [exportCommand, importCommand],
  workingDirectory: process.cwd(),
  environment: process.env as Record<string, string>,
  clock: createSimulatedClock(Date.now()),
});
const elapsedMs = performance.now() - startedMs;
const maxRssBytes = process.resourceUsage().maxRSS * 1024;
if (outcome.stdout === '') process.stderr.write(outcome.transcript);
const document = JSON.parse(outcome.stdout);
process.stdout.write(`${JSON.stringify({ exitCode: outcome.exitCode, document, elapsedMs, maxRssBytes })}\n`);
