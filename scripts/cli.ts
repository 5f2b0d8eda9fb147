import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { registry } from './commands/registry.ts';
import { isProcessAlive, processStart } from './files/process-start.ts';
import { hasFlag } from './shell/has-flag.ts';
import { createJsonDocument, type JsonDocument } from './shell/json-document.ts';
import { limitHeapGrowth } from './shell/limit-heap-growth.ts';
import { reportError } from './shell/report-error.ts';
import { runCli } from './shell/run-cli.ts';
import { systemClock } from './system-clock.ts';
import { createTerminal } from './terminal/terminal.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

limitHeapGrowth();
const argv = process.argv.slice(2);

/** Ends in a sentence what no command could catch. */
const endWith = (error: unknown, document?: JsonDocument) => {
  const stderr = createTerminal(process.stderr, process.env);
  reportError(error, { argv, stderr, document, isDebug: hasFlag(argv, '--debug') });
  process.exit(1);
};

// A reader that went away (`| head`) must not stop a run half way. What is lost otherwise, on a full disk, must not
// pass for success.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') endWith(error);
  });
}

// A promise that nobody waited for is an error of ours.
process.on('uncaughtException', (error) =>
  endWith(error, hasFlag(argv, '--json') ? createJsonDocument(process.stdout) : undefined),
);

const exitCode = await runCli({
  argv,
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

// Connections that are kept alive must not keep the process; what was printed must still arrive, or its loss be told.
process.stdout.write('', () => process.stderr.write('', () => setImmediate(() => process.exit(exitCode))));
