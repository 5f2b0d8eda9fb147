import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The project's own sources, by path from its root. */
export const readSourceFiles = () =>
  globSync('{core,aws,functions,scripts,infra,sandbox,tools,test}/**/*.{ts,js}', { cwd: projectRoot })
    .filter((path) => !path.includes('node_modules') && !path.includes('cdk.out'))
    .sort()
    .map((path) => ({ path, source: readFileSync(`${projectRoot}${path}`, 'utf8') }));
