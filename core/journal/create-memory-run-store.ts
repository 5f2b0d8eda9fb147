import type { Clock } from '../flow/clock.ts';
import { type ClosableRunStore, createRunStore } from './create-run-store.ts';
import type { HeldPlace, JournalFile, RunPlaces } from './run-places.ts';
import { describeHolder, type LockHolder, lockLost, runClosed, runLocked } from './run-refusals.ts';

/** What outlives a store in memory, as a disk outlives a process: hand the same one to the next store. */
export type MemoryRunStorage = {
  readonly files: Map<string, Map<string, Buffer>>;
  readonly locks: Map<string, LockHolder>;
};

export const createMemoryRunStorage = (): MemoryRunStorage => ({ files: new Map(), locks: new Map() });

type MemoryRunStoreSettings = {
  readonly storage: MemoryRunStorage;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly host: string;
  readonly processId: number;
  /** Asked only about holders on this host. */
  readonly isProcessAlive: (holder: LockHolder) => boolean;
  readonly breakLock?: boolean;
};

/** A run store that keeps everything in memory, for tests and for runs that need not outlive their process. */
export const createMemoryRunStore = (settings: MemoryRunStoreSettings): ClosableRunStore =>
  createRunStore(createPlaces(settings), settings.clock);

const createPlaces = (settings: MemoryRunStoreSettings): RunPlaces => {
  const { storage, clock, host, processId, isProcessAlive, breakLock = false } = settings;
  const findHolder = (id: string) => {
    const holder = storage.locks.get(id);
    return holder !== undefined && (holder.host !== host || isProcessAlive(holder)) ? holder : undefined;
  };
  return {
    async listIds() {
      return [...storage.files].filter(([, files]) => files.size > 0).map(([id]) => id);
    },
    async readFile(id, name) {
      return storage.files.get(id)?.get(name);
    },
    async heldBy(id) {
      const holder = findHolder(id);
      return holder === undefined ? undefined : describeHolder(holder, clock.nowMs());
    },
    async take(id) {
      const holder = findHolder(id);
      if (holder !== undefined && !breakLock) throw runLocked(id, holder, clock.nowMs());
      const mine: LockHolder = { host, processId, lockedAtMs: clock.nowMs() };
      storage.locks.set(id, mine);
      const files = storage.files.get(id) ?? new Map<string, Buffer>();
      storage.files.set(id, files);
      return createHeldPlace(id, files, {
        isHeld: () => storage.locks.get(id) === mine,
        letGo: () => storage.locks.get(id) === mine && storage.locks.delete(id),
      });
    },
  };
};

type Hold = { readonly isHeld: () => boolean; readonly letGo: () => void };

const createHeldPlace = (id: string, files: Map<string, Buffer>, hold: Hold): HeldPlace => {
  let isReleased = false;
  const assertHeld = () => {
    if (isReleased) throw runClosed(id);
    if (!hold.isHeld()) throw lockLost(id);
  };
  const journalFile = (name: string): JournalFile => ({
    async *read() {
      const content = files.get(name);
      if (content !== undefined) yield content;
    },
    async truncate(length) {
      assertHeld();
      files.set(name, (files.get(name) ?? Buffer.alloc(0)).subarray(0, length));
    },
    async append(text) {
      assertHeld();
      files.set(name, Buffer.concat([files.get(name) ?? Buffer.alloc(0), Buffer.from(text)]));
    },
  });
  return {
    describeFile: (name) => `${id}/${name}`,
    async isEmpty() {
      return files.size === 0;
    },
    async readFile(name) {
      return files.get(name);
    },
    async replaceFile(name, content) {
      assertHeld();
      files.set(name, Buffer.from(content));
    },
    journalFile,
    scratch: {
      async write(name, chunks) {
        assertHeld();
        let content = Buffer.alloc(0);
        files.set(scratchFile(name), content);
        for await (const chunk of chunks) {
          content = Buffer.concat([content, typeof chunk === 'string' ? Buffer.from(chunk) : chunk]);
          files.set(scratchFile(name), content);
        }
      },
      async *read(name) {
        const content = files.get(scratchFile(name));
        if (content === undefined) throw new Error(`"${name}" was never written`);
        yield content;
      },
      async remove(name) {
        assertHeld();
        files.delete(scratchFile(name));
      },
    },
    async clear() {
      assertHeld();
      isReleased = true;
      files.clear();
      hold.letGo();
    },
    async release() {
      isReleased = true;
      hold.letGo();
    },
  };
};

const scratchFile = (name: string) => `${name}.scratch`;
