import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../support/source-files.ts';

const noNetwork = fileURLToPath(new URL('../support/no-network.ts', import.meta.url));

/** What `git clone` and `npm ci` leave behind: no `dist/`, and no configuration of anybody's own. */
let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'poolferry-clone-'));
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  for (const file of files.split('\0').filter((each) => each !== '' && existsSync(`${projectRoot}${each}`))) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(`${projectRoot}${file}`, join(clone, file));
  }
  symlinkSync(`${projectRoot}node_modules`, join(clone, 'node_modules'));
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

const run = (command: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: clone,
    encoding: 'utf8',
    // The registry and AWS are out of reach, and there are no credentials.
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: clone,
      NODE_OPTIONS: `--import ${noNetwork}`,
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
    },
  });
  return { status, said: stdout + stderr };
};

describe('npx cdk synth in a clean clone', () => {
  it('says what to write first', () => {
    const { status, said } = run('npx', 'cdk', 'synth', '--no-notices');

    expect(status, said).not.toBe(0);
    expect(said).toContain('Create it first; README.md shows one.');
  });

  it('builds and synthesises without network and credentials, once both files are there', () => {
    for (const file of ['poolferry.config.json', 'poolferry.pools.json'])
      cpSync(`${clone}/infra/example/${file}`, join(clone, file));

    const { status, said } = run('npx', 'cdk', 'synth', '--quiet');

    expect(status, said).toBe(0);
    expect(existsSync(join(clone, 'cdk.out/Poolferry.template.json'))).toBe(true);
  });

  it('refuses bundles that are older than their sources where nothing builds them first', () => {
    expect(run(process.execPath, 'infra/app.ts').status).toBe(0);
    appendFileSync(join(clone, 'functions/bind-user/tell.ts'), '// changed\n');

    const { status, said } = run(process.execPath, 'infra/app.ts');

    expect(status).toBe(2);
    expect(said).toContain(
      'The bundle of "bind-user" is older than "functions/bind-user/tell.ts".\nBuild it: npm run build',
    );
  });
});
