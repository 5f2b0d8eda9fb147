import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    metafile: true,
    absWorkingDir: root,
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

const emitTypes = (project: string, outDir: string) =>
  promisify(execFile)(process.execPath, [
    at('node_modules/typescript/bin/tsc'),
    ...['-p', at(`tools/${project}.tsconfig.json`), '--outDir', outDir],
  ]);

const buildWrappers = async () => {
  const types = at('dist/types');
  await Promise.all([buildModule('functions/wrappers.ts', 'dist/wrappers.js'), emitTypes('wrappers', types)]);
  // Nothing of what they are made of is anybody else's to import.
  copyFileSync(`${types}/functions/wrappers.d.ts`, at('dist/wrappers.d.ts'));
  rmSync(types, { recursive: true });
};

/** The constructs, with the types of what they are given; and the app of the stack. */
const buildConstructs = async () => {
  const types = at('dist/cdk/types');
  await Promise.all([
    buildModule('infra/cdk.ts', 'dist/cdk/index.js'),
    buildModule('infra/app.ts', 'dist/cdk/app.js'),
    emitTypes('cdk', types),
  ]);
  for (const path of globSync('**/*.d.ts', { cwd: types })) {
    const file = `${types}/${path}`;
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
  }
};

const copyLauncher = () => {
  mkdirSync(at('dist'), { recursive: true });
  for (const file of ['poolferry.js', 'require-node.js']) copyFileSync(at(`scripts/${file}`), at(`dist/${file}`));
  chmodSync(at('dist/poolferry.js'), 0o755);
};

rmSync(at('dist'), { recursive: true, force: true });
copyLauncher();
const functions = ['migrate-user', 'bind-user', 'guard-sign-up', 'issue-claims'];
const [bundles] = await Promise.all([
  Promise.all(functions.map(buildFunction)),
  buildModule('scripts/cli.ts', 'dist/cli.js'),
  buildWrappers(),
  buildConstructs(),
]);

/** What the bundles were made of, so that a synthesis can tell whether they still are. Libraries are told by the lock file. */
const hashOf = (path: string) =>
  createHash('sha256')
    .update(readFileSync(at(path)))
    .digest('hex');
const ownInputs = (inputs: object) => Object.keys(inputs).filter((path) => !path.startsWith('node_modules/'));
const inputs = bundles.map(({ metafile }, index) => [
  functions[index],
  Object.fromEntries([...ownInputs(metafile.inputs), 'package-lock.json'].map((path) => [path, hashOf(path)])),
]);
writeFileSync(at('dist/function-inputs.json'), `${JSON.stringify(Object.fromEntries(inputs), null, 2)}\n`);
