import { join } from 'node:path';
import type { OutcomeFiles } from '../../core/import/import-ports.ts';
import { ensurePrivateDirectory } from './private-directory.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** Beside the package, which stays as it was exported. */
export const outcomeDirectory = (packageDirectory: string): string =>
  `${packageDirectory.replace(/[/\\]+$/, '')}.outcome`;

/** Replaces `outcome.jsonl` and `failed.csv`, each as a whole. */
export const writeOutcomeFiles = async (directory: string, { outcome, failed }: OutcomeFiles): Promise<void> => {
  await ensurePrivateDirectory(directory);
  await writeFileAtomically(join(directory, 'outcome.jsonl'), toText([...outcome]));
  const failedLines: string[] = [];
  for await (const line of failed) failedLines.push(line);
  await writeFileAtomically(join(directory, 'failed.csv'), toText(failedLines));
};

const toText = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
