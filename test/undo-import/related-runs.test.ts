import { expect, it } from 'vitest';
import type { RunIdentity, RunRecord } from '../../core/journal/run-store.ts';
import { findRelatedRuns } from '../../scripts/commands/undo-import-related.ts';

const run = (id: string, identity: Partial<RunIdentity>, times: Partial<RunRecord> = {}): RunRecord => ({
  id,
  identity: { command: 'import', targetUserPoolId: 'pool', inputHashes: { package: 'p' }, options: {}, ...identity },
  state: 'finished',
  startedAtMs: 2_000,
  finishedAtMs: 3_000,
  ...times,
});
const remap = { command: 'remap', inputHashes: { map: 'm' } };

it('are remaps since the import and other imports of the same input, unless they were taken back', () => {
  const { finishedAtMs: _, ...unfinished } = run('remap-under-way', remap, { state: 'running', startedAtMs: 500 });
  const undone = run('import-undone', { options: { retry: 'import-1' } });
  const all = [
    run('import-1', {}),
    run('import-retry', { options: { retry: 'import-1' } }),
    run('import-of-another-package', { inputHashes: { package: 'q' } }),
    run('import-into-another-pool', { targetUserPoolId: 'other' }),
    undone,
    run('undo-of-it', { command: 'undo', inputHashes: {}, options: { run: undone.id } }),
    run('remap-before', remap, { startedAtMs: 500, finishedAtMs: 1_000 }),
    run('remap-since', remap, { startedAtMs: 4_000, finishedAtMs: 5_000 }),
    run('remap-of-another-pool', { ...remap, targetUserPoolId: 'other' }, { startedAtMs: 4_000 }),
    run('remap-undone', remap, { startedAtMs: 4_000, finishedAtMs: 5_000 }),
    run('undo-of-remap', { command: 'undo', inputHashes: {}, options: { run: 'remap-undone' } }),
    unfinished,
  ];

  const { remaps, imports } = findRelatedRuns(run('import-1', {}), all);

  expect(remaps.map(({ id }) => id)).toEqual(['remap-since', 'remap-under-way']);
  expect(imports.map(({ id }) => id)).toEqual(['import-retry']);
});
