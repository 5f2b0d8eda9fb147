import fc from 'fast-check';
import { describe, it } from 'vitest';
import { createFakeModelTable } from '../support/fake-model-table.ts';
import { holdToModel } from '../support/hold-to-model.ts';
import { liveThrough, scenario } from '../support/remap-model.ts';

describe('a remap and its undo, with faults, deaths and an application that writes all the time', () => {
  it('end as the model says in any table: every id replaced, then everything given back that the application did not write', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (scene) => holdToModel(await liveThrough(scene, createFakeModelTable(scene)))),
      { numRuns: 60 },
    );
  });
});
