import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { projectRoot } from '../support/source-files.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'profile endpoint', dynamodb: 'none' });
});
afterAll(() => sandbox.close());

const run = async (directory: string, environment: Record<string, string>) => {
  const child = spawn(process.execPath, [`${projectRoot}scripts/cli.ts`, 'pools', '--out', 'pools.json'], {
    cwd: directory,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
};

describe('an endpoint that only a profile names', () => {
  it('is shown with the target, because calls go there', async () => {
    const directory = await makeTemporaryDirectory();
    const create = async (name: string) =>
      (await sandbox.cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', { PoolName: name })).UserPool.Id;
    const config = { source: { userPoolId: await create('old') }, target: { userPoolId: await create('new') } };
    await writeFile(join(directory, 'poolferry.config.json'), JSON.stringify(config));
    const profile = [
      '[profile elsewhere]',
      `region = ${sandbox.region}`,
      'aws_access_key_id = AKIDEXAMPLE',
      'aws_secret_access_key = example',
      `endpoint_url = ${sandbox.url}`,
    ];
    await writeFile(join(directory, 'aws-config'), `${profile.join('\n')}\n`);

    const { code, stderr } = await run(directory, {
      AWS_PROFILE: 'elsewhere',
      AWS_CONFIG_FILE: join(directory, 'aws-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, 'none'),
    });

    expect(stderr).toMatch(new RegExp(`Source endpoint +${sandbox.url}`));
    expect(stderr).toMatch(new RegExp(`Target endpoint +${sandbox.url}`));
    expect(code).toBe(0);
  });
});
