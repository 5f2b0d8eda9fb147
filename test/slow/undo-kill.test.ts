import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KillWorld, momentsOf, startKillWorld, toLargeItem, type Watcher } from '../support/remap-kill-world.ts';

let world: KillWorld;

beforeAll(async () => {
  world = await startKillWorld();
});
afterAll(() => world.close());

const items = Array.from({ length: 24 }, (_, n) => toLargeItem(n));

describe('the command line killed while it takes a remap back', () => {
  it('continues to the table as it was with the same totals, whichever request it died at', async () => {
    await world.createTable(items);
    const before = await world.readTable();
    // One segment, so that neither batches nor pages depend on who comes first.
    const remapped = await world.run(['remap', '--map', 'identity-map.jsonl', '--without-pitr', '--segments', '1']);
    const after = await world.readTable();
    const kept = join(world.directory, 'kept');
    await cp(join(world.directory, '.poolferry'), kept, { recursive: true });
    const undo = (watch?: Watcher) =>
      world.run(['undo', remapped?.document.run ?? ''], watch === undefined ? {} : { watch });
    const start = async () => {
      await world.forgetRuns();
      await cp(kept, join(world.directory, '.poolferry'), { recursive: true });
      await world.put(Object.values(after));
    };
    await start();
    const undisturbed = await undo();
    const { write: writes, read: reads } = world.calls;
    // The new ids that were there from the start are none of the run's.
    expect(undisturbed?.exitCode, undisturbed?.stderr).toBe(3);
    expect(await world.readTable()).toEqual(before);
    expect(after).not.toEqual(before);
    expect(writes).toBeGreaterThan(6);

    const points = [...momentsOf('write', writes), ...momentsOf('read', reads)];
    let killedAtWrites = 0;
    for (const point of points) {
      await start();

      const killed = await world.killAt(point, undo);
      const resumed = killed ?? (await undo());
      if (killed === undefined && point.kind === 'write') killedAtWrites += 1;

      const where = `${point.when} ${point.kind} ${point.nth} of ${writes} writes and ${reads} reads`;
      expect(resumed?.exitCode, `${where}\n${resumed?.stderr}`).toBe(3);
      expect(resumed?.document.tables, where).toEqual(undisturbed?.document.tables);
      expect(await world.readTable(), where).toEqual(before);
    }
    expect(killedAtWrites).toBeGreaterThan(1.5 * writes);
    process.stdout.write(
      `undo killed at ${points.length} points: around each of ${writes} writes and ${reads} reads\n`,
    );
  });
});
