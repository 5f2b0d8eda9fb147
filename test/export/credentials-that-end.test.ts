import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { exportCommand } from '../../scripts/commands/export.ts';
import { beforeRequest } from '../support/before-request.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { addPool, startStillSandbox } from '../support/trigger-world.ts';

const RoleArn = 'arn:aws:iam::111122223333:role/exporter';
const shortSeconds = 900;
const longSeconds = 3_600;

let sandbox: Sandbox;
let directory: string;
let config: { source: object; target: object };
beforeEach(async () => {
  sandbox = await startStillSandbox();
  sandbox.roles.register({ arn: RoleArn });
  directory = await makeTemporaryDirectory();
  const source = await addPool(sandbox, { AutoVerifiedAttributes: ['email'] });
  const target = await addPool(sandbox, { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] });
  config = { source: { userPoolId: source.userPoolId }, target: { userPoolId: target.userPoolId } };
  sandbox.cognito.seedUsers(
    source.userPoolId,
    Array.from({ length: 200 }, (_, n) => ({
      username: `user${n}`,
      attributes: { email: `user${n}@example.com`, email_verified: 'true' },
    })),
  );
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await sandbox.close();
});

/** Temporary credentials as STS gives them out. */
const assumeRole = async (RoleSessionName: string, DurationSeconds: number) => {
  const credentials = { accessKeyId: 'OPERATOR', secretAccessKey: 'not-a-secret' };
  const sts = new STSClient({ endpoint: sandbox.url, region: sandbox.region, credentials });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName, DurationSeconds }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { AccessKeyId, SecretAccessKey, SessionToken };
};

const beforePage = (page: number, happens: () => void) => beforeRequest(sandbox, 'ListUsers', page, happens);

const run = async (argv: string) => {
  await writeFile(join(directory, 'poolferry.config.json'), JSON.stringify(config));
  const outcome = await runCommandLine({
    argv: argv.split(' '),
    commands: [exportCommand],
    workingDirectory: directory,
  });
  return { ...outcome, said: outcome.stderr.replace(/\s+/g, ' ') };
};
const packageOf = (name: string) =>
  readdirSync(join(directory, name))
    .sort()
    .map((file) => [file, readFileSync(join(directory, name, file), 'utf8')]);
const exportCalmly = async () => {
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);
  expect((await run('export --out calm --serial')).exitCode).toBe(0);
  return packageOf('calm');
};

describe('temporary credentials that end while an export lists', () => {
  it('stop it with what to do, and the same command goes on with new ones to the same package', async () => {
    const calm = await exportCalmly();
    const signIn = async () => {
      const { AccessKeyId, SecretAccessKey, SessionToken } = await assumeRole('operator', shortSeconds);
      vi.stubEnv('AWS_ACCESS_KEY_ID', AccessKeyId);
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', SecretAccessKey);
      vi.stubEnv('AWS_SESSION_TOKEN', SessionToken);
    };
    await signIn();
    beforePage(3, () => sandbox.clock.advanceMs(shortSeconds * 1_000));

    const stopped = await run('export --out package --serial');

    expect(stopped.exitCode).toBe(1);
    expect(stopped.said).toMatch(/AWS rejected the credentials \(ExpiredTokenException\)/);
    expect(stopped.said).toContain('Renew them and run the same command again.');
    expect(readdirSync(directory)).not.toContain('package');

    await signIn();
    const before = sandbox.requests.length;
    const continued = await run('export --out package --serial');

    expect(continued.exitCode).toBe(0);
    expect(continued.said).toContain('continues');
    const pages = sandbox.requests.slice(before).filter(({ operation }) => operation === 'ListUsers');
    expect(pages).toHaveLength(2);
    expect(packageOf('package')).toEqual(calm);
  });

  it('are renewed by the way, where the profile can: nothing stops, and nothing is listed twice', async () => {
    const calm = await exportCalmly();
    vi.unstubAllEnvs();
    const credentialsFile = join(directory, 'credentials.json');
    const keep = (credentials: object, seconds: number) => {
      const Expiration = new Date(Date.now() + seconds * 1_000).toISOString();
      writeFileSync(credentialsFile, JSON.stringify({ Version: 1, ...credentials, Expiration }));
    };
    // The SDK renews by the clock of this machine.
    vi.useFakeTimers({ toFake: ['Date'], now: sandbox.clock.nowMs() });
    const pass = (seconds: number) => {
      sandbox.clock.advanceMs(seconds * 1_000);
      vi.setSystemTime(sandbox.clock.nowMs());
    };
    const next = await assumeRole('next', longSeconds);
    // As most tools have it: they are said to end somewhat sooner than they do.
    keep(await assumeRole('first', shortSeconds), shortSeconds - 300);
    await writeFile(
      join(directory, 'aws-config'),
      `[profile renewing]\nregion = ${sandbox.region}\ncredential_process = cat ${credentialsFile}\n`,
    );
    vi.stubEnv('AWS_ENDPOINT_URL', sandbox.url);
    vi.stubEnv('AWS_CONFIG_FILE', join(directory, 'aws-config'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(directory, 'none'));
    config = {
      source: { ...config.source, profile: 'renewing' },
      target: { ...config.target, profile: 'renewing' },
    };
    beforePage(3, () => {
      pass(shortSeconds - 200);
      keep(next, longSeconds - shortSeconds);
    });
    beforePage(4, () => pass(200));

    const outcome = await run('export --out package --serial');

    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(packageOf('package')).toEqual(calm);
    const pages = sandbox.roles.calls.filter(({ operation }) => operation === 'ListUsers');
    expect(pages.map(({ sessionName }) => sessionName)).toEqual(['first', 'first', 'first', 'next']);
  });
});
