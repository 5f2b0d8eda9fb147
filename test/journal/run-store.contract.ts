import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClosableRunStore } from '../../core/journal/create-run-store.ts';
import type { RunIdentity, RunStore } from '../../core/journal/run-store.ts';
import { readAll } from '../support/read-all.ts';

/** A process as the stores see it; several share what was kept before. */
export type StoreProcess = { readonly host?: string; readonly processId?: number; readonly breakLock?: boolean };

export type RunStoreWorld = {
  openStore(as?: StoreProcess): ClosableRunStore;
  /** From now on that process is dead; what it held stays behind. */
  kill(processId: number): void;
  passTime(ms: number): void;
};

const identity: RunIdentity = {
  command: 'remap verify',
  sourceUserPoolId: 'eu-west-1_Source',
  targetUserPoolId: 'eu-west-1_Target',
  inputHashes: { map: 'aa', tables: 'bb' },
  options: { tables: ['Todo'], follow: false },
};

async function* list(texts: readonly string[]) {
  yield* texts;
}

const textOf = async (chunks: AsyncIterable<Uint8Array>) => {
  let text = '';
  for await (const chunk of chunks) text += Buffer.from(chunk).toString('latin1');
  return Buffer.from(text, 'latin1').toString('utf8');
};

/** What every run store promises, whatever it keeps runs in. */
export const describeRunStore = (name: string, createWorld: () => Promise<RunStoreWorld>): void => {
  describe(`${name} as a run store`, () => {
    describe('when a run is opened', () => {
      it('begins it, running and not resumed', async () => {
        const store = (await createWorld()).openStore();

        const run = await store.open(identity, 'report');

        expect(run.isResumed).toBe(false);
        expect(run.record).toMatchObject({ id: run.id, identity, state: 'running' });
        expect(run.id).toMatch(/^remap-verify-[0-9a-f]{10}$/);
      });

      it('continues the same run when the identity is equal, whatever the order of its keys', async () => {
        const store = (await createWorld()).openStore();
        const first = await store.open(identity, 'report');
        await first.close();

        const again = await store.open({ ...identity, inputHashes: { tables: 'bb', map: 'aa' } }, 'report');

        expect(again.id).toBe(first.id);
        expect(again.isResumed).toBe(true);
      });

      it.each<[string, RunIdentity]>([
        ['command', { ...identity, command: 'remap' }],
        ['source pool', { ...identity, sourceUserPoolId: 'eu-west-1_Other' }],
        ['target pool', { ...identity, targetUserPoolId: 'eu-west-1_Other' }],
        ['input', { ...identity, inputHashes: { map: 'ab', tables: 'bb' } }],
        ['option', { ...identity, options: { tables: ['Todo'], follow: true } }],
        ['order within an option', { ...identity, options: { tables: ['Todo', 'A'], follow: false } }],
      ])('begins another run when the %s differs', async (_what, other) => {
        const store = (await createWorld()).openStore();
        const first = await store.open(identity, 'report');
        await first.close();

        const second = await store.open(other, 'report');

        expect(second.id).not.toBe(first.id);
        expect(second.isResumed).toBe(false);
      });

      it('lets exactly one of many processes that begin the same run at once have it', async () => {
        const world = await createWorld();
        const stores = Array.from({ length: 8 }, (_, at) => world.openStore({ processId: 100 + at }));

        const opened = await Promise.allSettled(stores.map((store) => store.open(identity, 'begin-again')));

        expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const each of opened) if (each.status === 'rejected') expect(each.reason.code).toBe('run-locked');
        expect((await world.openStore().list()).runs).toHaveLength(1);
      });

      it('leaves no lock behind when it refuses', async () => {
        const store = (await createWorld()).openStore();

        await expect(store.openById('remap-0123456789')).rejects.toMatchObject({ code: 'run-not-found' });
        const run = await store.open(identity, 'report');

        expect(run.isResumed).toBe(false);
      });
    });

    describe('when the run has finished before', () => {
      const finishOne = async (store: RunStore) => {
        const run = await store.open(identity, 'report');
        await run.finish({ changed: 3 });
        await run.close();
        return run.id;
      };

      it('reports it, with its result', async () => {
        const store = (await createWorld()).openStore();
        const id = await finishOne(store);

        const run = await store.open(identity, 'report');

        expect(run.isResumed).toBe(false);
        expect(run.record).toMatchObject({ id, state: 'finished', result: { changed: 3 } });
      });

      it('begins again when asked to, and continues that one when it was interrupted', async () => {
        const store = (await createWorld()).openStore();
        const id = await finishOne(store);

        const second = await store.open(identity, 'begin-again');
        await second.close();
        const third = await store.open(identity, 'begin-again');

        expect(second.id).toBe(`${id}-2`);
        expect(second.isResumed).toBe(false);
        expect(third.id).toBe(second.id);
        expect(third.isResumed).toBe(true);
      });
    });

    describe('when somebody else holds the run', () => {
      it('refuses, and names holder, host and age', async () => {
        const world = await createWorld();
        await world.openStore({ processId: 101, host: 'laptop' }).open(identity, 'report');
        world.passTime(5 * 60_000);

        const opening = world.openStore({ processId: 102, host: 'laptop' }).open(identity, 'report');

        await expect(opening).rejects.toMatchObject({ code: 'run-locked', exitCode: 2 });
        await expect(opening).rejects.toThrow(/process 101 on host "laptop" \(locked 5 min ago\)/);
      });

      it('refuses a finished run too', async () => {
        const world = await createWorld();
        const run = await world.openStore({ processId: 101 }).open(identity, 'report');
        await run.finish({});

        await expect(world.openStore({ processId: 102 }).open(identity, 'report')).rejects.toMatchObject({
          code: 'run-locked',
        });
      });

      it('takes over from a dead process of this host', async () => {
        const world = await createWorld();
        const first = await world.openStore({ processId: 101 }).open(identity, 'report');
        await first.journal('writes').append([{ n: 1 }]);
        world.kill(101);

        const second = await world.openStore({ processId: 102 }).open(identity, 'report');

        expect(second.isResumed).toBe(true);
        expect(await readAll(second.journal('writes').read())).toEqual([{ n: 1 }]);
      });

      it('does not judge processes of another host', async () => {
        const world = await createWorld();
        await world.openStore({ processId: 101, host: 'server' }).open(identity, 'report');
        world.kill(101);

        const opening = world.openStore({ processId: 102, host: 'laptop' }).open(identity, 'report');

        await expect(opening).rejects.toThrow(/host "server"/);
      });

      it('breaks the lock when told to, and lets the earlier holder write nothing any more', async () => {
        const world = await createWorld();
        const robbed = await world.openStore({ processId: 101 }).open(identity, 'report');
        const journal = robbed.journal('writes');
        await journal.append([1]);

        const thief = await world.openStore({ processId: 102, breakLock: true }).open(identity, 'report');

        await expect(journal.append([2])).rejects.toMatchObject({ code: 'run-lock-lost' });
        await expect(robbed.checkpoints.write('at', 2)).rejects.toMatchObject({ code: 'run-lock-lost' });
        await expect(robbed.finish({})).rejects.toMatchObject({ code: 'run-lock-lost' });
        await robbed.close();
        expect(await readAll(thief.journal('writes').read())).toEqual([1]);
        await expect(world.openStore({ processId: 103 }).open(identity, 'report')).rejects.toThrow(/process 102/);
      });

      it('is free again once the run is closed', async () => {
        const world = await createWorld();
        const run = await world.openStore({ processId: 101 }).open(identity, 'report');
        await run.close();
        await run.close();

        await expect(world.openStore({ processId: 102 }).open(identity, 'report')).resolves.toMatchObject({
          isResumed: true,
        });
      });

      it('lets go of all open runs together', async () => {
        const world = await createWorld();
        const store = world.openStore({ processId: 101 });
        await store.open(identity, 'report');
        await store.open({ ...identity, command: 'import' }, 'report');

        await store.closeAll();

        const other = world.openStore({ processId: 102 });
        await other.open(identity, 'report');
        await other.open({ ...identity, command: 'import' }, 'report');
      });
    });

    describe('journals', () => {
      it('are empty before the first record', async () => {
        const run = await (await createWorld()).openStore().open(identity, 'report');

        expect(await readAll(run.journal('writes').read())).toEqual([]);
      });

      it('are kept apart by name', async () => {
        const run = await (await createWorld()).openStore().open(identity, 'report');

        await run.journal('segment-1').append(['a']);
        await run.journal('segment-2').append(['b']);

        expect(await readAll(run.journal('segment-1').read())).toEqual(['a']);
        expect(await readAll(run.journal('segment-2').read())).toEqual(['b']);
      });

      it('keep the order in which appends were asked for, though nobody waited', async () => {
        const run = await (await createWorld()).openStore().open(identity, 'report');
        const journal = run.journal('writes');

        await Promise.all(Array.from({ length: 50 }, (_, at) => journal.append([at * 2, at * 2 + 1])));

        expect(await readAll(journal.read())).toEqual(Array.from({ length: 100 }, (_, at) => at));
      });

      it('keep what a record was when it was appended', async () => {
        const run = await (await createWorld()).openStore().open(identity, 'report');
        const record = { state: 'intent' };

        const appending = run.journal('writes').append([record]);
        record.state = 'changed later';
        await appending;

        expect(await readAll(run.journal('writes').read())).toEqual([{ state: 'intent' }]);
      });

      it('refuse what JSON cannot hold, and go on', async () => {
        const run = await (await createWorld()).openStore().open(identity, 'report');
        const journal = run.journal('writes');

        await expect(journal.append([undefined])).rejects.toThrow(TypeError);
        await journal.append([1]);

        expect(await readAll(journal.read())).toEqual([1]);
      });

      it.each(['', '../escape', 'a/b', '.hidden', 'x'.repeat(201)])('refuse the name "%s"', async (bad) => {
        const run = await (await createWorld()).openStore().open(identity, 'report');

        expect(() => run.journal(bad)).toThrow(/cannot name/);
        await expect(run.checkpoints.write(bad, 1)).rejects.toThrow(/cannot name/);
      });

      it('refuse records after the run was closed', async () => {
        const run = await (await createWorld()).openStore().open(identity, 'report');
        await run.close();

        await expect(run.journal('writes').append([1])).rejects.toMatchObject({ code: 'run-closed' });
      });

      it('give back any records, in whatever batches and processes they were appended', async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.record({ batch: fc.array(fc.jsonValue(), { maxLength: 5 }), reopens: fc.boolean() }), {
              maxLength: 8,
            }),
            async (steps) => {
              const world = await createWorld();
              let processId = 101;
              let run = await world.openStore({ processId }).open(identity, 'report');
              for (const { batch, reopens } of steps) {
                await run.journal('writes').append(batch);
                if (!reopens) continue;
                world.kill(processId);
                processId += 1;
                run = await world.openStore({ processId }).open(identity, 'report');
              }

              const expected = steps.flatMap(({ batch }) => JSON.parse(JSON.stringify(batch)) as unknown[]);
              expect(await readAll(run.journal('writes').read())).toEqual(expected);
            },
          ),
          { numRuns: 25 },
        );
      });
    });

    describe('checkpoints', () => {
      it('are undefined before they are written, and then the last value', async () => {
        const world = await createWorld();
        const run = await world.openStore({ processId: 101 }).open(identity, 'report');

        expect(await run.checkpoints.read('segment-1')).toBeUndefined();
        await run.checkpoints.write('segment-1', { key: 'a' });
        await run.checkpoints.write('segment-1', { key: 'b', text: 'zwölf\n' });
        world.kill(101);
        const again = await world.openStore({ processId: 102 }).open(identity, 'report');

        expect(await again.checkpoints.read('segment-1')).toEqual({ key: 'b', text: 'zwölf\n' });
      });
    });

    describe('looking into a run that another process has', () => {
      it('reads its checkpoints and says who has it, and takes nothing, not even to break a lock', async () => {
        const world = await createWorld();
        const run = await world.openStore({ processId: 101, host: 'server' }).open(identity, 'report');
        await run.checkpoints.write('map-file', { n: 1 });
        world.passTime(5 * 60_000);
        const beside = world.openStore({ processId: 102, host: 'laptop', breakLock: true });

        expect(await beside.readCheckpoint(run.id, 'map-file')).toEqual({ n: 1 });
        expect(await beside.readCheckpoint(run.id, 'none')).toBeUndefined();
        expect(await beside.heldBy(run.id)).toBe('process 101 on host "server" (locked 5 min ago)');
        await run.checkpoints.write('map-file', { n: 2 });
      });

      it('finds nobody once that process has closed it, has died here, or where there is no such run', async () => {
        const world = await createWorld();
        const closed = await world.openStore({ processId: 101 }).open(identity, 'report');
        await closed.close();
        const killed = await world.openStore({ processId: 102 }).open({ ...identity, command: 'import' }, 'report');
        world.kill(102);
        const store = world.openStore({ processId: 103 });

        expect(await store.heldBy(closed.id)).toBeUndefined();
        expect(await store.heldBy(killed.id)).toBeUndefined();
        expect(await store.heldBy('remap-0000000000')).toBeUndefined();
        await expect(store.heldBy('../escape')).rejects.toMatchObject({ code: 'run-not-found' });
        await expect(store.readCheckpoint('../escape', 'map-file')).rejects.toMatchObject({ code: 'run-not-found' });
      });
    });

    describe('scratch files', () => {
      it('hold what was written last, also for the next process', async () => {
        const world = await createWorld();
        const run = await world.openStore().open(identity, 'report');
        await run.scratch.write('users-1', ['a long', ' first content']);
        await run.scratch.write('users-1', list(['é\n', '', 'b']));
        await run.close();

        const again = await world.openStore().open(identity, 'report');

        expect(await textOf(again.scratch.read('users-1'))).toBe('é\nb');
      });

      it('are gone when they are removed, and may be absent before', async () => {
        const { scratch } = await (await createWorld()).openStore().open(identity, 'report');
        await scratch.write('a', ['a']);
        await scratch.remove('a');
        await scratch.remove('a');
        await expect(textOf(scratch.read('a'))).rejects.toThrow();
      });

      it.each(['../a', '', 'a/b'])('refuse the name "%s"', async (name) => {
        const { scratch } = await (await createWorld()).openStore().open(identity, 'report');
        await expect(scratch.write(name, ['a'])).rejects.toMatchObject({ code: 'bad-segment-name' });
      });

      it('take nothing from a process that lost the run', async () => {
        const world = await createWorld();
        const { scratch } = await world.openStore({ processId: 101 }).open(identity, 'report');
        await world.openStore({ processId: 102, breakLock: true }).open(identity, 'report');
        await expect(scratch.write('a', ['a'])).rejects.toMatchObject({ code: 'run-lock-lost' });
      });
    });

    describe('discarding', () => {
      it('leaves nothing of a run, and the next one begins anew', async () => {
        const world = await createWorld();
        const run = await world.openStore().open(identity, 'report');
        await run.scratch.write('a', ['a']);
        await run.checkpoints.write('position', 1);
        await run.journal('steps').append([{ step: 1 }]);

        await run.discard();

        expect(await world.openStore().list()).toEqual({ runs: [], problems: [] });
        const next = await world.openStore().open(identity, 'report');
        expect(next.isResumed).toBe(false);
        expect(await next.checkpoints.read('position')).toBeUndefined();
        expect(await readAll(next.journal('steps').read())).toEqual([]);
      });
    });

    describe('the list of runs', () => {
      it('is empty where nothing was kept', async () => {
        const store = (await createWorld()).openStore();

        expect(await store.list()).toEqual({ runs: [], problems: [] });
      });

      it('has the newest first, with results, and needs no lock', async () => {
        const world = await createWorld();
        const store = world.openStore({ processId: 101 });
        const first = await store.open(identity, 'report');
        await first.finish({ changed: 3 });
        world.passTime(1000);
        const second = await store.open({ ...identity, command: 'import' }, 'report');

        const { runs } = await world.openStore({ processId: 102 }).list();

        expect(runs.map(({ id, state, result }) => ({ id, state, result }))).toEqual([
          { id: second.id, state: 'running', result: undefined },
          { id: first.id, state: 'finished', result: { changed: 3 } },
        ]);
      });
    });

    describe('opening by id', () => {
      it('gives the run', async () => {
        const store = (await createWorld()).openStore();
        const run = await store.open(identity, 'report');
        await run.close();

        expect((await store.openById(run.id)).record.identity).toEqual(identity);
      });

      it.each(['remap-0000000000', '..', '../remap', '', 'REMAP'])('refuses "%s", which is none', async (id) => {
        const store = (await createWorld()).openStore();

        await expect(store.openById(id)).rejects.toMatchObject({ code: 'run-not-found' });
      });
    });
  });
};
