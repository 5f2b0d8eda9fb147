/**
 * The command line as a process that kills itself (SIGKILL) at the n-th point at which something leaves it or reaches it: every
 * request when it is sent and when its answer is there, and every write to a file before and after. With n = 0 it lives,
 * and prints how many points there were.
 */
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { devNull, hostname } from 'node:os';
import { registry } from '../../scripts/commands/registry.ts';
import { isProcessAlive, processStart } from '../../scripts/files/process-start.ts';
import { runCli } from '../../scripts/shell/run-cli.ts';
import { systemClock } from '../../scripts/system-clock.ts';

const [killAt = '0', ...argv] = process.argv.slice(2);
let points = 0;

const step = () => {
  points += 1;
  if (points !== Number(killAt)) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal ends the process before the next instruction, or the one after.
  for (;;);
};

subscribe('http.client.request.start', step);
subscribe('http.client.response.finish', step);

type Method = (...args: unknown[]) => Promise<unknown>;
const watch = (owner: Record<string, Method>, names: readonly string[]) => {
  for (const name of names) {
    const method = owner[name] as Method;
    owner[name] = async function (this: unknown, ...args) {
      step();
      const answer = await method.apply(this, args);
      step();
      return answer;
    };
  }
};
const handle = await fs.open(devNull);
watch(Object.getPrototypeOf(handle), ['appendFile', 'writeFile', 'write', 'sync', 'datasync', 'truncate']);
await handle.close();
watch(fs as unknown as Record<string, Method>, ['rename', 'rm', 'unlink']);
syncBuiltinESMExports();

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
  toolVersion: '1.2.3',
  holder: { hostName: hostname(), processId: process.pid, processStart: processStart(process.pid), isProcessAlive },
});
process.stderr.write(`points ${points}\n`);
process.exitCode = exitCode;
