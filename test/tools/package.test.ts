import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../support/source-files.ts';

it('packs what people run, and nothing of the stand-ins, the tests or the sources', async () => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: projectRoot,
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const types = /^dist\/cdk\/types\/(?:core|functions|infra)\/.+\.d\.ts$/;
  const others = files.map(({ path }) => path).filter((path) => !types.test(path));

  expect(files.length).toBeGreaterThan(others.length);
  expect(others.sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/cdk/app.js',
    'dist/cdk/index.js',
    'dist/cli.js',
    'dist/functions/bind-user/index.mjs',
    'dist/functions/guard-sign-up/index.mjs',
    'dist/functions/issue-claims/index.mjs',
    'dist/functions/migrate-user/index.mjs',
    'dist/poolferry.js',
    'dist/require-node.js',
    'dist/wrappers.d.ts',
    'dist/wrappers.js',
    'docs/deploy.md',
    'docs/rights.md',
    'docs/sign-up-guard.md',
    'docs/trigger-reasons.md',
    'package.json',
    'poolferry.schema.json',
  ]);
});
