import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aroundEach,
  type KillWorld,
  momentsOf,
  startKillWorld,
  toLargeItem,
  type Watcher,
} from '../support/remap-kill-world.ts';

const itemCount = 44;

let world: KillWorld;

beforeAll(async () => {
  world = await startKillWorld();
});
afterAll(() => world.close());

const itemsOf = (count: number) => Array.from({ length: count }, (_, n) => toLargeItem(n));
const fillTable = async () => {
  await world.forgetRuns();
  await world.createTable(itemsOf(itemCount));
};
const readTable = () => world.readTable();
const remap = (watch?: Watcher) => world.remap(watch === undefined ? {} : { watch });

/** Every item but those whose owner stays and that have no editors. */
const toChange = itemsOf(itemCount).filter((_, n) => n % 4 < 2 || n % 5 === 0).length;

describe('the command line killed while it rewrites', () => {
  it('continues to the same end with the same totals, whichever request it died at', async () => {
    await fillTable();
    const undisturbed = await remap();
    const end = await readTable();
    const { write: writes, read: reads } = world.calls;
    expect(undisturbed?.exitCode, undisturbed?.stderr).toBe(0);
    expect(writes).toBeGreaterThan(10);

    const points = [...momentsOf('write', writes), ...momentsOf('read', reads)];
    let killedAtWrites = 0;
    for (const point of points) {
      await fillTable();

      const killed = await world.killAt(point, remap);
      const where = `${point.when} ${point.kind} ${point.nth} of ${writes} writes and ${reads} reads`;
      // Two segments that write at the same moment may share a batch.
      if (killed !== undefined) expect(world.calls[point.kind], where).toBeLessThan(point.nth);
      const resumed = killed ?? (await remap());
      if (killed === undefined && point.kind === 'write') killedAtWrites += 1;

      expect(resumed?.exitCode, `${where}\n${resumed?.stderr}`).toBe(0);
      expect(resumed?.document.tables, where).toEqual(undisturbed?.document.tables);
      expect(await readTable(), where).toEqual(end);
    }
    expect(killedAtWrites).toBeGreaterThan(writes);
    process.stdout.write(`killed at ${points.length} points: around each of ${writes} writes and ${reads} reads\n`);
  });

  it('continues when it was killed at any moment, not only at a request', async () => {
    await fillTable();
    const undisturbed = await remap();
    const end = await readTable();

    for (let afterMs = 0; afterMs < 56; afterMs += 7) {
      await fillTable();

      let timer: NodeJS.Timeout | undefined;
      const killed = await remap((_, child) => {
        timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
        return false;
      });
      clearTimeout(timer);
      const hadFinished = killed === undefined && (await isFinished('remap'));
      const resumed = killed ?? (await remap());

      const where = `killed ${afterMs} ms after the first write`;
      // Whoever had finished finds nothing to do when asked again.
      if (!hadFinished) expect(resumed?.document.tables, where).toEqual(undisturbed?.document.tables);
      expect(await readTable(), where).toEqual(end);
    }
  });
});

/** Whether the only run of a command that is kept says so of itself. */
const isFinished = async (command: string) => {
  const state = join(world.directory, '.poolferry');
  const run = (await readdir(state)).find((name) => name.startsWith(`${command}-`));
  const record = await readFile(join(state, run ?? '', 'run.json'), 'utf8').catch(() => '');
  return record.includes('"state": "finished"');
};

describe('the command line killed at each of its own writes to journal, checkpoint and record', () => {
  it('continues a remap to the same end with the same totals', async () => {
    const start = async () => {
      await world.forgetRuns();
      await world.createTable(itemsOf(10));
    };
    await start();
    const undisturbed = await world.remap();
    const end = await readTable();
    await start();
    const writes = await world.countWrites((environment) => world.remap({ environment }));
    expect(writes).toBeGreaterThan(12);

    let killed = 0;
    for (const point of aroundEach(writes)) {
      await start();
      const first = await world.remap({ environment: { DIE_AT_WRITE: point } });
      if (first === undefined) killed += 1;
      const hadFinished = await isFinished('remap');
      const resumed = first ?? (await world.remap());

      expect(resumed?.exitCode, `${point} of ${writes}\n${resumed?.stderr}`).toBe(0);
      // Whoever had finished finds nothing to do when asked again.
      if (!hadFinished) expect(resumed?.document.tables, point).toEqual(undisturbed?.document.tables);
      expect(await readTable(), point).toEqual(end);
    }
    // What goes on side by side may share a write, so that one run has fewer of them than another.
    expect(killed).toBeGreaterThan(1.5 * writes);
    process.stdout.write(`remap killed at ${killed} points: around each of ${writes} writes to files\n`);
  });

  it('continues an undo to the table as it was, with the same totals', async () => {
    await world.forgetRuns();
    await world.createTable(itemsOf(10));
    const before = await readTable();
    const remapped = await world.remap();
    const after = await readTable();
    const kept = join(world.directory, 'kept');
    await cp(join(world.directory, '.poolferry'), kept, { recursive: true });
    const undo = (environment?: Record<string, string>) =>
      world.run(['undo', remapped?.document.run ?? ''], environment === undefined ? {} : { environment });
    const start = async () => {
      await world.forgetRuns();
      await cp(kept, join(world.directory, '.poolferry'), { recursive: true });
      await world.put(Object.values(after));
    };
    await start();
    const undisturbed = await undo();
    expect(undisturbed?.exitCode, undisturbed?.stderr).toBe(3);
    expect(await readTable()).toEqual(before);
    await start();
    const writes = await world.countWrites(undo);
    expect(writes).toBeGreaterThan(10);

    let killed = 0;
    for (const point of aroundEach(writes)) {
      await start();
      const first = await undo({ DIE_AT_WRITE: point });
      if (first === undefined) killed += 1;
      const hadFinished = await isFinished('undo');
      const resumed = first ?? (await undo());

      // The new ids that were there from the start are none of the run's.
      expect(resumed?.exitCode, `${point} of ${writes}\n${resumed?.stderr}`).toBe(3);
      if (!hadFinished) expect(resumed?.document.tables, point).toEqual(undisturbed?.document.tables);
      expect(await readTable(), point).toEqual(before);
    }
    // What goes on side by side may share a write, so that one run has fewer of them than another.
    expect(killed).toBeGreaterThan(1.5 * writes);
    process.stdout.write(`undo killed at ${killed} points: around each of ${writes} writes to files\n`);
    await rm(kept, { recursive: true });
  });
});

describe('the command line interrupted by Ctrl-C while it rewrites', () => {
  it('finishes what is under way, ends with 130, and continues to the same end with the same totals', async () => {
    await fillTable();
    const undisturbed = await remap();
    const end = await readTable();

    for (const nth of [1, 3, 6, 9]) {
      await fillTable();

      const interrupted = await remap((moment, child) => {
        if (moment.kind === 'write' && moment.nth === nth && moment.when === 'before') child.kill('SIGINT');
        return false;
      });
      const changed = Object.entries(await readTable()).filter(
        ([id, item]) => !isDeepStrictEqual(item, toLargeItem(Number(id.slice('item-'.length)))),
      );
      const resumed = await remap();

      const where = `interrupted at write ${nth}`;
      expect(interrupted?.exitCode, `${where}\n${interrupted?.stderr}`).toBe(130);
      expect(interrupted?.stderr, where).toContain('What is done stays done. To continue, run:');
      expect(interrupted?.stderr, where).not.toContain('    at ');
      expect(changed.length, where).toBeGreaterThan(0);
      expect(changed.length, where).toBeLessThan(toChange);
      expect(resumed?.exitCode, `${where}\n${resumed?.stderr}`).toBe(0);
      expect(resumed?.document.tables, where).toEqual(undisturbed?.document.tables);
      expect(await readTable(), where).toEqual(end);
    }
  });
});
