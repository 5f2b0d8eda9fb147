import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The project's own sources, by path from its root. */
export const readSourceFiles = () =>
  globSync('*/**/*.{ts,js,mts,mjs,cts,cjs,tsx,jsx}', {
    cwd: projectRoot,
    exclude: ['**/node_modules', '**/cdk.out', 'dist'],
  })
    .sort()
    .map((path) => ({ path, source: readFileSync(`${projectRoot}${path}`, 'utf8') }));
