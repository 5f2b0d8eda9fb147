import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the import of the demo's one package left what became of each row. */
export const findImportOutcome = async (directory: string): Promise<string> => {
  const found = (await readdir(directory, { recursive: true })).filter((path) => path.endsWith('outcome.jsonl'));
  const [path] = found;
  if (path === undefined || found.length > 1) throw new Error(`Found ${found.length} files "outcome.jsonl", not one.`);
  return join(directory, path);
};
