import type { Stats } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { RefusedError } from '../../core/errors.ts';

/**
 * Makes a directory that only its owner can enter, or accepts one that exists. Refuses a symbolic link and a directory
 * that others may write to: either could send personal data elsewhere. Returns whether it was made.
 */
export const ensurePrivateDirectory = async (path: string): Promise<boolean> => {
  const made = await mkdir(path, { mode: 0o700 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      if (error.code === 'ENOENT') {
        throw new RefusedError(`"${path}" cannot be made, because the directory above it does not exist.`, {
          code: 'no-parent-directory',
          hint: 'Make that directory first, or name another one.',
        });
      }
      throw error;
    },
  );
  if (!made) await assertPrivateDirectory(path);
  return made;
};

/** Throws what `ensurePrivateDirectory` throws, and `ENOENT` where there is nothing. */
export const assertPrivateDirectory = async (path: string): Promise<void> => {
  const complaint = complaintAbout(await lstat(path));
  if (complaint === undefined) return;
  throw new RefusedError(`"${path}" ${complaint}, and poolferry would keep personal data in it.`, {
    code: 'unsafe-directory',
    hint:
      complaint === writableByOthers
        ? 'Take that right away (chmod go-w), or name another directory.'
        : 'Name another directory, one of your own.',
  });
};

const writableByOthers = 'can be written by other users';

const complaintAbout = (found: Stats): string | undefined => {
  const uid = process.getuid?.();
  if (found.isSymbolicLink()) return 'is a symbolic link';
  if (!found.isDirectory()) return 'is not a directory';
  if (uid === undefined) return undefined;
  if (found.uid !== uid) return 'belongs to another user';
  return (found.mode & 0o022) === 0 ? undefined : writableByOthers;
};
