import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { itSurvivesKills, numbersAfter, toKills, writeInChild } from './kill-sweep.ts';

describe('a process that is killed (kill -9)', () => {
  itSurvivesKills(toKills([0, 5, 10], [0, 3]));

  it('leaves a lock that exactly one of several processes takes over', async () => {
    const stateDirectory = join(await makeTemporaryDirectory(), '.poolferry');
    await writeInChild(stateDirectory, '3', 'append', '0');

    const outcomes = await Promise.all(Array.from({ length: 4 }, () => writeInChild(stateDirectory)));

    // Whoever comes after the winner has let go finds the run finished; nobody works beside it.
    const steps = outcomes.flatMap(({ stdout }) => numbersAfter('appended', stdout));
    expect(steps.toSorted((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    for (const { code, stderr } of outcomes) if (code !== 0) expect(stderr).toContain('run-locked');
  });
});
