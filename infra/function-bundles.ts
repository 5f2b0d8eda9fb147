import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of a function's built bundle: beside this module in the published package, under `dist/` in the repository. */
export const functionBundle = (name: 'migrate-user' | 'bind-user'): string => {
  const published = fileURLToPath(new URL(`../functions/${name}/index.mjs`, import.meta.url));
  const folder = existsSync(published) ? `../functions/${name}` : `../dist/functions/${name}`;
  return fileURLToPath(new URL(folder, import.meta.url));
};
