import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openExclusive } from './open-exclusive.ts';
import { syncDirectory } from './sync-directory.ts';

/**
 * Replaces a file as a whole: after a crash, or on a full disk, its name holds the old or the new content, never a mix.
 * Durable when it resolves. One writer per path at a time.
 */
export const writeFileAtomically = async (
  path: string,
  content: string | Uint8Array | AsyncIterable<string>,
  mode = 0o600,
): Promise<void> => {
  // A fixed name, so that a crash leaves at most one file behind, which the next write clears away.
  const temporaryPath = `${path}.tmp`;
  await rm(temporaryPath, { force: true });
  const file = await openExclusive(temporaryPath, mode);
  try {
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
};
