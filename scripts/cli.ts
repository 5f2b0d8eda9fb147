import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { registry } from './commands/registry.ts';
import { isProcessAlive, processStart } from './files/process-start.ts';
import { runCli } from './shell/run-cli.ts';
import { systemClock } from './system-clock.ts';
import { describeError, errorTrace } from './terminal/describe-error.ts';
import { toVisibleText } from './terminal/visible-text.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// A reader that went away (`| head`) must not stop a run half way.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// A promise that nobody waited for is an error of ours: it ends the run, but even then without a trace unasked.
process.on('uncaughtException', (error) => {
  const { message, hint } = describeError(error);
  const trace = process.argv.includes('--debug') ? errorTrace(error) : [];
  process.stderr.write(`${['', `Error: ${message}`, hint ?? '', ...trace].map(toVisibleText).join('\n')}\n`);
  process.exit(1);
});

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
  registry,
  toolVersion: version,
  holder: { hostName: hostname(), processId: process.pid, processStart: processStart(process.pid), isProcessAlive },
});

// Connections that are kept alive must not keep the process; what was printed must still arrive.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
