import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runsCommand } from '../../../scripts/commands/runs.ts';
import { createLocalRunStore } from '../../../scripts/files/local-run-store.ts';
import { expectGolden } from '../../support/golden.ts';
import { runCommandLine } from '../../support/run-command-line.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const keepRuns = async () => {
  const workingDirectory = await makeTemporaryDirectory();
  let nowMs = Date.UTC(2026, 10, 20, 9, 30);
  const store = createLocalRunStore({
    stateDirectory: join(workingDirectory, '.poolferry'),
    hostName: 'laptop',
    processId: 1,
    isProcessAlive: () => true,
    clock: { nowMs: () => nowMs },
    breakLock: false,
  });
  const imported = await store.open(
    { command: 'import', targetUserPoolId: 'eu-west-1_New1', inputHashes: {}, options: {} },
    'report',
  );
  await imported.finish({ imported: 95, alreadyThere: 2, failed: 3, reasons: { 'bad-phone': 3 } });
  nowMs += 3_600_000;
  await store.open({ command: 'remap', inputHashes: { map: 'aa' }, options: {} }, 'begin-again');
  await store.closeAll();
  return { workingDirectory, damaged: join(workingDirectory, '.poolferry', imported.id, 'run.json') };
};

const list = (workingDirectory: string, ...flags: readonly string[]) =>
  runCommandLine({ argv: ['runs', ...flags], commands: [runsCommand], workingDirectory });

describe('poolferry runs', () => {
  it('lists runs, newest first, with state and result', async () => {
    const { workingDirectory } = await keepRuns();

    expectGolden(new URL('golden/runs.piped.golden.txt', import.meta.url), (await list(workingDirectory)).transcript);
  });

  it('gives a script everything, results included', async () => {
    const { workingDirectory } = await keepRuns();

    const { runs } = JSON.parse((await list(workingDirectory, '--json')).stdout);

    expect(runs).toMatchObject([
      { command: 'remap', state: 'unfinished', startedAt: '2026-11-20T10:30:00.000Z' },
      {
        command: 'import',
        state: 'finished',
        targetUserPoolId: 'eu-west-1_New1',
        result: { reasons: { 'bad-phone': 3 } },
      },
    ]);
  });

  it('reports a run that cannot be read, lists the others, and exits 3', async () => {
    const { workingDirectory, damaged } = await keepRuns();
    await writeFile(damaged, '{}');

    const outcome = await list(workingDirectory);

    expect(outcome.exitCode).toBe(3);
    expect(outcome.stdout).toContain('remap');
    expect(outcome.stderr).toContain('Warning: ');
  });

  it('does not claim that nothing is kept where nothing can be read', async () => {
    const { workingDirectory, damaged } = await keepRuns();
    await writeFile(damaged, '{}');
    const stateDirectory = join(workingDirectory, '.poolferry');
    for (const id of await readdir(stateDirectory)) {
      if (id.startsWith('remap')) await rm(join(stateDirectory, id), { recursive: true });
    }

    const outcome = await list(workingDirectory);

    expect(outcome.exitCode).toBe(3);
    expect(outcome.stderr).not.toContain('No runs');
  });

  it('says so where nothing is kept', async () => {
    expect(await list(await makeTemporaryDirectory())).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'No runs are kept here.\n',
    });
  });
});
