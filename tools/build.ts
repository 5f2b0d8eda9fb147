import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/**
 * Builds `dist/`: the command line and the wrappers for other people's functions, with their libraries left to npm, and the
 * functions, each whole in one file.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path: string) => `${root}${path}`;

const target = 'node24';
// Some libraries inside the bundles still call `require`, which ES modules do not have.
const requireBanner =
  "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);";

const buildFunction = (name: string) =>
  build({
    entryPoints: [at(`functions/${name}/handler.ts`)],
    outfile: at(`dist/functions/${name}/index.mjs`),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target,
    minify: true,
    legalComments: 'none',
    // ES module builds of the libraries shake better than their CommonJS ones.
    mainFields: ['module', 'main'],
    // Clients for credentials by web identity and sign-in, loaded only where such are configured. A function has its own.
    external: ['signin', 'sso-oidc', 'sts'].map((client) => `@aws-sdk/nested-clients/${client}`),
    banner: { js: requireBanner },
    logLevel: 'warning',
  });

const buildModule = (entry: string, outfile: string) =>
  build({
    entryPoints: [at(entry)],
    outfile: at(outfile),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target,
    logLevel: 'warning',
  });

const buildWrappers = async () => {
  const types = at('dist/types');
  await Promise.all([
    buildModule('functions/wrappers.ts', 'dist/wrappers.js'),
    promisify(execFile)(process.execPath, [
      at('node_modules/typescript/bin/tsc'),
      ...['-p', at('tools/wrappers.tsconfig.json'), '--outDir', types],
    ]),
  ]);
  // Nothing of what they are made of is anybody else's to import.
  copyFileSync(`${types}/functions/wrappers.d.ts`, at('dist/wrappers.d.ts'));
  rmSync(types, { recursive: true });
};

const copyLauncher = () => {
  mkdirSync(at('dist'), { recursive: true });
  for (const file of ['poolferry.js', 'require-node.js']) copyFileSync(at(`scripts/${file}`), at(`dist/${file}`));
  chmodSync(at('dist/poolferry.js'), 0o755);
};

rmSync(at('dist'), { recursive: true, force: true });
copyLauncher();
const functions = ['migrate-user', 'bind-user', 'guard-sign-up', 'issue-claims'];
await Promise.all([buildModule('scripts/cli.ts', 'dist/cli.js'), buildWrappers(), ...functions.map(buildFunction)]);
