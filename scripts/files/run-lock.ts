import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { describeHolder, type LockHolder, runLocked } from '../../core/journal/run-refusals.ts';
import { openExclusive } from './open-exclusive.ts';
import { syncDirectory } from './sync-directory.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/**
 * A lock is a file `lock-<generation>` that names its holder. Whoever created the highest generation holds the lock.
 *
 *     nobody, released, dead or broken --link lock-(n+1)--> held --rewrite as released--> released
 *
 * The link is made to a file already written, so a lock is never seen half written, and only one process can make it.
 * The highest generation is never removed, so the numbers only grow: a process that judged an old generation dead
 * cannot take the lock from one that came meanwhile, and a holder whose lock was broken can see it.
 */
export type RunLock = {
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
};

export type LockSettings = {
  readonly runId: string;
  readonly directory: string;
  readonly holder: Omit<LockHolder, 'lockedAtMs'>;
  readonly isProcessAlive: (holder: LockHolder) => boolean;
  readonly nowMs: () => number;
  readonly breakLock: boolean;
};

const lockContentSchema = z.union([
  z.strictObject({
    host: z.string(),
    processId: z.number(),
    processStart: z.string().exactOptional(),
    lockedAtMs: z.number(),
  }),
  z.strictObject({ released: z.literal(true) }),
]);

/** Names that belong to the lock rather than to the run. */
export const isLockFile = (name: string): boolean => /^lock[-.]/.test(name);

/** Takes the lock of a directory. Throws `RefusedError` (`run-locked`) while another process has it. */
export const takeRunLock = async (settings: LockSettings): Promise<RunLock> => {
  const { directory, holder, nowMs } = settings;
  for (;;) {
    const current = await highestGeneration(directory);
    if (current > 0) await assertFree(settings, current);
    const mine = current + 1;
    const isMade = await makeLockFile(directory, mine, { ...holder, lockedAtMs: nowMs() });
    if (!isMade) continue;
    if ((await highestGeneration(directory)) === mine) {
      await removeLeftovers(directory, mine);
      return createLock(directory, mine);
    }
    // Somebody passed by while we judged an old generation.
    await rm(lockPath(directory, mine), { force: true });
  }
};

const createLock = (directory: string, generation: number): RunLock => {
  let isReleased = false;
  const isHeld = async () => !isReleased && (await highestGeneration(directory)) === generation;
  return {
    isHeld,
    async release() {
      if (!(await isHeld())) return;
      isReleased = true;
      await writeFileAtomically(lockPath(directory, generation), '{"released":true}\n');
    },
  };
};

const lockPath = (directory: string, generation: number) => join(directory, `lock-${generation}`);

const generationOf = (name: string) => Number(/^lock-(\d{1,15})$/.exec(name)?.[1] ?? 0);

const highestGeneration = async (directory: string) => Math.max(0, ...(await readdir(directory)).map(generationOf));

/** Who has the lock of a directory, in words, whether or not it may be broken. */
export const describeLockHolder = async (settings: LockSettings): Promise<string | undefined> => {
  const generation = await highestGeneration(settings.directory).catch(ignoreMissing);
  const hold = generation === undefined ? undefined : await findHold(settings, generation);
  return hold === undefined ? undefined : describeHolder(hold.by, settings.nowMs());
};

const assertFree = async (settings: LockSettings, generation: number) => {
  if (settings.breakLock) return;
  const hold = await findHold(settings, generation);
  if (hold !== undefined) throw runLocked(settings.runId, hold.by, settings.nowMs());
};

const findHold = async (
  { directory, holder: us, isProcessAlive }: LockSettings,
  generation: number,
): Promise<{ readonly by: LockHolder | undefined } | undefined> => {
  const text = await readFile(lockPath(directory, generation), 'utf8').catch(ignoreMissing);
  // Gone since it was listed: there is a higher generation by now.
  if (text === undefined) return undefined;
  const content = parseLock(text);
  if (content === undefined) return { by: undefined };
  if ('released' in content) return undefined;
  return content.host !== us.host || isProcessAlive(content) ? { by: content } : undefined;
};

const parseLock = (text: string) => {
  try {
    return lockContentSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const makeLockFile = async (directory: string, generation: number, holder: LockHolder): Promise<boolean> => {
  const temporaryPath = join(directory, `lock.${randomUUID()}.tmp`);
  const file = await openExclusive(temporaryPath);
  try {
    await file.writeFile(`${JSON.stringify(holder)}\n`);
    await file.sync();
    await link(temporaryPath, lockPath(directory, generation));
    await syncDirectory(directory);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EEXIST: another process was faster. ENOENT: it has already cleared away what was left over, ours included.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  } finally {
    await file.close();
    await rm(temporaryPath, { force: true });
  }
};

const removeLeftovers = async (directory: string, mine: number) => {
  for (const name of await readdir(directory)) {
    const generation = generationOf(name);
    const isOld = generation === 0 ? isLockFile(name) : generation < mine;
    if (isOld) await rm(join(directory, name), { force: true });
  }
};

const ignoreMissing = (error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT') return undefined;
  throw error;
};
