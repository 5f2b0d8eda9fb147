import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty directory that goes away with the test; concurrent tests give their own `onTestFinished`. */
export const makeTemporaryDirectory = async (onFinished = onTestFinished): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'poolferry-test-'));
  onFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
};
