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
  const found = await lstat(path);
  const uid = process.getuid?.();
  const complaint = found.isSymbolicLink()
    ? 'is a symbolic link'
    : !found.isDirectory()
      ? 'is not a directory'
      : uid !== undefined && found.uid !== uid
        ? 'belongs to another user'
        : uid !== undefined && (found.mode & 0o022) !== 0
          ? 'can be written by other users'
          : undefined;
  if (complaint !== undefined) {
    throw new RefusedError(`"${path}" ${complaint}, and poolferry would keep personal data in it.`, {
      code: 'unsafe-directory',
      hint: 'Use a directory of your own with --state-dir, or mend this one (chmod go-w).',
    });
  }
};
