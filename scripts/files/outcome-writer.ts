import { join } from 'node:path';
import type { OutcomeFiles } from '../../core/import/import-ports.ts';
import { ensurePrivateDirectory } from './private-directory.ts';
import { writeLinesAtomically } from './write-lines-atomically.ts';

/** Beside the package, which stays as it was exported. */
export const outcomeDirectory = (packageDirectory: string): string =>
  `${packageDirectory.replace(/[/\\]+$/, '')}.outcome`;

/** Replaces `outcome.jsonl` and `failed.csv`, each as a whole. */
export const writeOutcomeFiles = async (directory: string, { outcome, failed }: OutcomeFiles): Promise<void> => {
  await ensurePrivateDirectory(directory);
  await writeLinesAtomically(join(directory, 'outcome.jsonl'), outcome);
  await writeLinesAtomically(join(directory, 'failed.csv'), failed);
};
