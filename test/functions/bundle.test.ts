import { execFileSync } from 'node:child_process';
import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/source-files.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

describe.each(['migrate-user', 'bind-user', 'guard-sign-up', 'issue-claims'])('the bundle of %s', (name) => {
  const bundle = `${projectRoot}dist/functions/${name}/index.mjs`;

  it('loads where nothing else is installed', async () => {
    const alone = join(await makeTemporaryDirectory(), 'index.mjs');
    copyFileSync(bundle, alone);
    const script = `console.log(typeof (await import(${JSON.stringify(alone)})).handler)`;

    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });

    expect(printed.trim()).toBe('function');
  });

  it('holds at most 500 KB', () => {
    expect(statSync(bundle).size).toBeLessThanOrEqual(500_000);
  });
});
