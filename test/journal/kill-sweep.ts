import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLocalRunStore } from '../../scripts/files/local-run-store.ts';
import { isProcessAlive } from '../../scripts/files/process-start.ts';
import { readAll } from '../support/read-all.ts';
import { startChildScript } from '../support/run-child-script.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const steps = 10;
export const writeInChild = (stateDirectory: string, ...args: readonly string[]) =>
  startChildScript('run-store-writer.ts', [stateDirectory, ...args]).ended;

export const numbersAfter = (word: string, stdout: string) =>
  [...stdout.matchAll(new RegExp(`^${word} (\\d+)$`, 'gm'))].map(([, step]) => Number(step));

const openStore = (stateDirectory: string) =>
  createLocalRunStore({
    stateDirectory,
    hostName: hostname(),
    processId: process.pid,
    isProcessAlive,
    clock: { nowMs: () => 0 },
    breakLock: false,
  });

/** Which write to be killed in: the step, which of its writes, and how many turns of the event loop into it. */
export type Kill = readonly [step: number, where: 'append' | 'checkpoint', turns: number];

/** Kills in every given step; the last one is the end of the run. */
export const toKills = (inSteps: readonly number[], turns: readonly number[]): Kill[] =>
  inSteps.flatMap((step) => {
    const writes = step === steps ? (['append'] as const) : (['append', 'checkpoint'] as const);
    return writes.flatMap((where) => turns.map((turn): Kill => [step, where, turn]));
  });

export const itSurvivesKills = (kills: readonly Kill[]): void => {
  it.concurrent.for(kills)(
    'in step %s while it writes (%s, %s turns in) loses nothing that was durable, and the next one completes the run',
    async ([step, where, turns], { onTestFinished }) => {
      const stateDirectory = join(await makeTemporaryDirectory(onTestFinished), '.poolferry');

      const killed = await writeInChild(stateDirectory, String(step), where, String(turns));
      const durable = numbersAfter('appended', killed.stdout);
      const checkpoint = numbersAfter('checkpoint', killed.stdout).at(-1) ?? -1;

      const store = openStore(stateDirectory);
      const run = await store.open({ command: 'sweep', inputHashes: {}, options: {} }, 'report');
      const kept = (await readAll(run.journal('steps').read())) as { step: number }[];
      const position = ((await run.checkpoints.read('position')) as { step: number } | undefined)?.step ?? -1;
      await store.closeAll();
      const next = await writeInChild(stateDirectory);

      expect(killed.signal).toBe('SIGKILL');
      expect(kept.map((record) => record.step)).toEqual(kept.map((_, at) => at));
      expect(kept.length).toBeGreaterThanOrEqual(durable.length);
      expect(kept.length).toBeLessThanOrEqual(durable.length + 1);
      expect([checkpoint, checkpoint + 1]).toContain(position);
      expect(next).toMatchObject({ code: 0, stderr: '' });
      expect(next.stdout).toContain('finished');
      expect(await openStore(stateDirectory).list()).toMatchObject({
        runs: [{ state: 'finished', result: { steps } }],
        problems: [],
      });
    },
  );
};
