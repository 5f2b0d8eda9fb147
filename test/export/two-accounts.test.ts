import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { projectRoot } from '../support/source-files.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

let old: Sandbox;
let next: Sandbox;
beforeAll(async () => {
  old = await startSandbox({ seed: 'old account', dynamodb: 'none', region: 'us-east-1', accountId: '111111111111' });
  next = await startSandbox({ seed: 'new account', dynamodb: 'none', region: 'eu-west-1', accountId: '222222222222' });
  await new Promise<void>((listening) => front.listen(0, '127.0.0.1', listening));
});
afterAll(async () => {
  front.close();
  await Promise.all([old.close(), next.close()]);
});

/** The SDK takes one endpoint for all profiles: behind it, whose request it is decides where it goes, as in AWS. */
const front = createServer((incoming, outgoing) => {
  const { method = 'POST', url = '/', headers } = incoming;
  const sandbox = headers.authorization?.includes('Credential=OLDACCOUNT/') ? old : next;
  const onward = request(new URL(url, sandbox.url), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(onward);
});

const profile = (name: string, { region }: Sandbox, key: string) => [
  `[profile ${name}]`,
  `region = ${region}`,
  `aws_access_key_id = ${key}`,
  'aws_secret_access_key = example',
];

it('exports from one account and Region for another, each with a profile of its own', async () => {
  const create = async ({ cognito }: Sandbox, CaseSensitive: boolean) => {
    const pool = {
      PoolName: 'pool',
      AutoVerifiedAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive },
    };
    return (await cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', pool)).UserPool.Id;
  };
  const [source, target] = [await create(old, true), await create(next, false)];
  for (const username of ['ann', 'Ann', 'bob']) {
    old.cognito.seedUser(source, { username, attributes: { email: `${username}@x.io`, email_verified: 'true' } });
  }
  const directory = await makeTemporaryDirectory();
  await writeFile(
    join(directory, 'poolferry.config.json'),
    JSON.stringify({
      source: { userPoolId: source, profile: 'old' },
      target: { userPoolId: target, profile: 'next' },
    }),
  );
  await writeFile(
    join(directory, 'aws-config'),
    [...profile('old', old, 'OLDACCOUNT'), ...profile('next', next, 'NEWACCOUNT'), ''].join('\n'),
  );

  const child = spawn(process.execPath, [`${projectRoot}scripts/cli.ts`, 'export', '--out', 'package'], {
    cwd: directory,
    env: {
      PATH: process.env.PATH ?? '',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
      AWS_CONFIG_FILE: join(directory, 'aws-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, 'none'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number];

  expect(code, stderr).toBe(3);
  expect(stderr).toMatch(/Source +us-east-1_\S+ "pool", us-east-1, account\s+111111111111/);
  expect(stderr).toMatch(/Target +eu-west-1_\S+ "pool", eu-west-1, account\s+222222222222/);
  expect(JSON.parse(readFileSync(join(directory, 'package', 'manifest.json'), 'utf8'))).toMatchObject({
    source: { userPoolId: source, region: 'us-east-1' },
    target: { userPoolId: target, region: 'eu-west-1' },
    // The source tells "ann" and "Ann" apart, the target does not.
    counts: { listed: 3, exported: 1, rejectedByCode: { 'duplicate-sign-in-name': 2 } },
  });
});
