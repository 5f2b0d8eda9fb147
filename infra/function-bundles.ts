import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RefusedError } from '../core/errors.ts';

export type FunctionName = 'migrate-user' | 'bind-user' | 'guard-sign-up' | 'issue-claims';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The folder of a function's built bundle: beside this module in the published package, under `dist/` in the repository,
 * where it throws `RefusedError` (`bundle-stale`) when sources changed after it was built.
 */
export const functionBundle = (name: FunctionName): string => {
  if (existsSync(at(`../functions/${name}/index.mjs`))) return at(`../functions/${name}`);
  const inputs = at('../dist/function-inputs.json');
  const [changed] = existsSync(inputs) ? findChanged(readInputs(inputs)[name] ?? {}, at('../')) : [];
  if (changed === undefined) return at(`../dist/functions/${name}`);
  throw new RefusedError(`The bundle of "${name}" is older than "${changed}".`, {
    code: 'bundle-stale',
    hint: 'Build it: npm run build',
  });
};

/** Of each function: what the build read, and its SHA-256. */
type Inputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const readInputs = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Inputs;

/** Files that are not what they were when the bundle was built. */
export const findChanged = (inputs: Readonly<Record<string, string>>, root: string): string[] =>
  Object.entries(inputs)
    .filter(([path, hash]) => !existsSync(`${root}${path}`) || hashOf(`${root}${path}`) !== hash)
    .map(([path]) => path);

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
