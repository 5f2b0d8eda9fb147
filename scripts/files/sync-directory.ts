import { open } from 'node:fs/promises';

/** Makes names created, renamed or removed in a directory durable; without it a crash may bring the old names back. */
export const syncDirectory = async (path: string): Promise<void> => {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
};
