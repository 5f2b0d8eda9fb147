import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type FunctionName = 'migrate-user' | 'bind-user' | 'guard-sign-up' | 'issue-claims';

/** The folder of a function's built bundle: beside this module in the published package, under `dist/` in the repository. */
export const functionBundle = (name: FunctionName): string => {
  const published = fileURLToPath(new URL(`../functions/${name}/index.mjs`, import.meta.url));
  const folder = existsSync(published) ? `../functions/${name}` : `../dist/functions/${name}`;
  return fileURLToPath(new URL(folder, import.meta.url));
};
