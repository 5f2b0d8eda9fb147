import { createReadStream } from 'node:fs';
import { type FileHandle, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../core/flow/clock.ts';
import { type ClosableRunStore, createRunStore } from '../../core/journal/create-run-store.ts';
import { isRunId } from '../../core/journal/run-identity.ts';
import type { HeldPlace, JournalFile, RunPlaces } from '../../core/journal/run-places.ts';
import { type LockHolder, lockLost, runClosed } from '../../core/journal/run-refusals.ts';
import type { Scratch } from '../../core/journal/scratch.ts';
import { openExclusive, openForAppend, openForReading } from './open-exclusive.ts';
import { assertPrivateDirectory, ensurePrivateDirectory } from './private-directory.ts';
import { createReusingWriter, readReusing } from './reused-buffer.ts';
import { describeLockHolder, isLockFile, type RunLock, takeRunLock } from './run-lock.ts';
import { syncDirectory } from './sync-directory.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

export type LocalRunStoreSettings = {
  readonly stateDirectory: string;
  readonly hostName: string;
  readonly processId: number;
  /** See `processStart`. */
  readonly processStart?: string | undefined;
  /** Asked only about holders on this host. */
  readonly isProcessAlive: (holder: LockHolder) => boolean;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly breakLock: boolean;
};

/** A run store of files, one directory per run, readable by their owner alone. Touches nothing until a run is opened. */
export const createLocalRunStore = (settings: LocalRunStoreSettings): ClosableRunStore =>
  createRunStore(createPlaces(settings), settings.clock);

const createPlaces = (settings: LocalRunStoreSettings): RunPlaces => {
  const { stateDirectory } = settings;
  return {
    async listIds() {
      const entries = await assertPrivateDirectory(stateDirectory)
        .then(() => readdir(stateDirectory, { withFileTypes: true }))
        .catch(emptyWhenMissing);
      const ids = entries.filter((entry) => entry.isDirectory() && isRunId(entry.name)).map(({ name }) => name);
      const areEmpty = await Promise.all(ids.map((id) => holdsNothing(join(stateDirectory, id))));
      return ids.filter((_, index) => !areEmpty[index]);
    },
    readFile: (id, name) => readOptionalFile(join(stateDirectory, id, name)),
    heldBy: (id) => describeLockHolder({ ...toLockSettings(settings), runId: id, directory: join(stateDirectory, id) }),
    async take(id) {
      await ensureStateDirectory(stateDirectory);
      const directory = join(stateDirectory, id);
      if (await ensurePrivateDirectory(directory)) await syncDirectory(stateDirectory);
      const lock = await takeRunLock({ ...toLockSettings(settings), runId: id, directory });
      return createHeldPlace(id, directory, lock);
    },
  };
};

const toLockSettings = (settings: LocalRunStoreSettings) => {
  const { hostName, processId, processStart, isProcessAlive, clock, breakLock } = settings;
  const holder = { host: hostName, processId, ...(processStart === undefined ? {} : { processStart }) };
  return { holder, isProcessAlive, nowMs: () => clock.nowMs(), breakLock };
};

const ensureStateDirectory = async (stateDirectory: string) => {
  const isNew = await ensurePrivateDirectory(stateDirectory);
  if (isNew) await syncDirectory(dirname(stateDirectory));
  // An empty one may be what a process left that was stopped right here.
  if (isNew || (await readdir(stateDirectory)).length === 0) await keepOutOfGit(stateDirectory);
};

/** What runs keep is about real people and does not belong into a repository. */
const keepOutOfGit = async (stateDirectory: string) => {
  const path = join(stateDirectory, '.gitignore');
  const file = await openExclusive(path).catch((error: NodeJS.ErrnoException) => {
    // Another process began at the same moment.
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (file === undefined) return;
  try {
    await file.writeFile('*\n');
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await syncDirectory(stateDirectory);
};

const createHeldPlace = (id: string, directory: string, lock: RunLock): HeldPlace => {
  const openFiles = new Map<string, FileHandle>();
  let isReleased = false;

  const assertHeld = async () => {
    if (isReleased) throw runClosed(id);
    if (!(await lock.isHeld())) throw lockLost(id);
  };

  const closeFiles = async () => {
    for (const file of openFiles.values()) await file.close();
    openFiles.clear();
  };

  const openJournal = async (name: string) => {
    const known = openFiles.get(name);
    if (known !== undefined) return known;
    const file = await openForAppend(join(directory, name));
    openFiles.set(name, file);
    await syncDirectory(directory);
    return file;
  };

  const journalFile = (name: string): JournalFile => ({
    read: () => readChunks(join(directory, name)),
    async truncate(length) {
      await assertHeld();
      const file = await openJournal(name);
      await file.truncate(length);
      await file.sync();
    },
    async append(text) {
      await assertHeld();
      const file = await openJournal(name);
      await file.appendFile(text);
      await file.datasync();
    },
  });

  return {
    describeFile: (name) => join(directory, name),
    isEmpty: () => holdsNothing(directory),
    readFile: (name) => readOptionalFile(join(directory, name)),
    async replaceFile(name, content) {
      await assertHeld();
      await writeFileAtomically(join(directory, name), content);
    },
    journalFile,
    scratch: createScratch(directory, assertHeld),
    async clear() {
      await assertHeld();
      isReleased = true;
      await closeFiles();
      await clearDirectory(directory);
    },
    async release() {
      if (isReleased) return;
      isReleased = true;
      await closeFiles();
      await lock.release();
    },
  };
};

const createScratch = (directory: string, assertHeld: () => Promise<void>): Scratch => {
  const pathOf = (name: string) => join(directory, `${name}.scratch`);
  return {
    async write(name, chunks) {
      await assertHeld();
      await rm(pathOf(name), { force: true });
      const file = await openExclusive(pathOf(name));
      try {
        const writer = createReusingWriter(file);
        for await (const chunk of chunks) await writer.write(chunk);
        await file.sync();
      } finally {
        await file.close();
      }
      await syncDirectory(directory);
    },
    read: (name) => readReusing(pathOf(name)),
    async remove(name) {
      await assertHeld();
      await rm(pathOf(name), { force: true });
    },
  };
};

/**
 * Checkpoints go first, because they speak of the other files; the record goes next to last, because a directory without it
 * counts as damaged; the lock goes last. A directory that somebody has entered meanwhile stays.
 */
const clearDirectory = async (directory: string) => {
  const turn = (name: string) =>
    isLockFile(name) ? 3 : name === 'run.json' ? 2 : name.endsWith('.checkpoint.json') ? 0 : 1;
  for (const name of (await readdir(directory)).sort((a, b) => turn(a) - turn(b))) {
    await rm(join(directory, name), { force: true });
  }
  await rmdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
};

/** Whether a run directory has nothing but its lock: its process stopped before the run began. */
const holdsNothing = async (directory: string) =>
  (await readdir(directory)).every((name) => isLockFile(name) || name === 'run.json.tmp');

const readOptionalFile = async (path: string): Promise<Uint8Array | undefined> => {
  const file = await openForReading(path).catch(absentWhenMissing);
  try {
    return await file?.readFile();
  } finally {
    await file?.close();
  }
};

const readChunks = async function* (path: string): AsyncGenerator<Uint8Array> {
  const file = await openForReading(path).catch(absentWhenMissing);
  if (file === undefined) return;
  yield* createReadStream(path, { fd: file, highWaterMark: 256 * 1024 });
};

const absentWhenMissing = (error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT') return undefined;
  throw error;
};

const emptyWhenMissing = (error: NodeJS.ErrnoException) => absentWhenMissing(error) ?? [];
