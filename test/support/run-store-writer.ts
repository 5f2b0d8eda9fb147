/**
 * A process that begins or continues a run of ten steps, each one record and one checkpoint, says on stdout what has
 * become durable, and kills itself in step `killAt`: `turns` turns of the event loop into its append or its checkpoint.
 */
import { writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { createLocalRunStore } from '../../scripts/files/local-run-store.ts';
import { isProcessAlive, processStart } from '../../scripts/files/process-start.ts';
import { readAll } from './read-all.ts';

const [stateDirectory = '', killAt = '-1', killIn = 'append', turns = '0'] = process.argv.slice(2);
const steps = 10;

const store = createLocalRunStore({
  stateDirectory,
  hostName: hostname(),
  processId: process.pid,
  processStart: processStart(process.pid),
  isProcessAlive,
  clock: { nowMs: () => Date.now() },
  breakLock: false,
});

const dieSoon = async (left: number): Promise<void> => {
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  await new Promise((resolve) => setImmediate(resolve));
  return dieSoon(left - 1);
};

const dieIf = (step: number, where: string) => {
  if (step === Number(killAt) && where === killIn) void dieSoon(Number(turns));
};

try {
  const run = await store.open({ command: 'sweep', inputHashes: {}, options: {} }, 'report');
  const journal = run.journal('steps');
  const done = (await readAll(journal.read())).length;
  for (let step = done; step < steps; step += 1) {
    dieIf(step, 'append');
    await journal.append([{ step }]);
    writeSync(1, `appended ${step}\n`);
    dieIf(step, 'checkpoint');
    await run.checkpoints.write('position', { step });
    writeSync(1, `checkpoint ${step}\n`);
  }
  dieIf(steps, 'append');
  await run.finish({ steps });
  writeSync(1, 'finished\n');
  await run.close();
} catch (error) {
  writeSync(2, `${(error as { code?: string }).code}: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
