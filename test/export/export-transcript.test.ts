import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { exportCommand } from '../../scripts/commands/export.ts';
import { poolsCommand } from '../../scripts/commands/pools.ts';
import { expectGolden } from '../support/golden.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

let sandbox: Sandbox;
let config: object;

const createPool = async (request: object) => {
  const { UserPool } = await sandbox.cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', request);
  return UserPool.Id;
};

const seed = (userPoolId: string, n: number, user: object = {}, attributes: Record<string, string> = {}) =>
  sandbox.cognito.seedUser(userPoolId, {
    username: `user${n}`,
    ...user,
    attributes: { email: `user${n}@example.com`, email_verified: 'true', name: `User ${n}`, ...attributes },
  });

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'export transcript', dynamodb: 'none' });
  const source = await createPool({
    PoolName: 'old app',
    AutoVerifiedAttributes: ['email'],
    Schema: [{ Name: 'plan', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '20' } }],
  });
  const target = await createPool({
    PoolName: 'new app',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
  });
  config = { source: { userPoolId: source }, target: { userPoolId: target } };
  for (let n = 0; n < 70; n += 1) seed(source, n);
  seed(source, 70, { enabled: false });
  seed(source, 71, { status: 'UNCONFIRMED' });
  seed(source, 72, {}, { email_verified: 'false' });
  seed(source, 73, {}, { email: 'USER1@example.com' });
  seed(source, 74, {}, { name: 'two\nlines', 'custom:plan': 'gold' });
  seed(source, 75, {}, { name: '\u001b[2JRené', 'custom:plan': 'gold' });
  seed(source, 76, {}, { email: 'rené@example.com', 'custom:plan': 'gold' });
});
afterAll(() => sandbox.close());

beforeEach(() => {
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const run = async (argv: string, { terminal = false, settings = config, directory = '' } = {}) => {
  const workingDirectory = directory === '' ? await makeTemporaryDirectory() : directory;
  await writeFile(join(workingDirectory, 'poolferry.config.json'), JSON.stringify(settings));
  const outcome = await runCommandLine({
    argv: argv.split(' '),
    commands: [poolsCommand, exportCommand],
    workingDirectory,
    terminal,
    environment: sandbox.environment,
  });
  // The port is the only thing about it that changes; free ports have five digits.
  return {
    ...outcome,
    workingDirectory,
    transcript: outcome.transcript.replaceAll(sandbox.url, 'http://127.0.0.1:00000'),
  };
};

/** Which shard or look answers first, and so how far it is when a tenth is done, is not the same every time. */
const withoutProgress = (transcript: string) => transcript.replace(/^Exporting: .*\n/gm, '');

const golden = (name: string) => new URL(`golden/${name}.golden.txt`, import.meta.url);

describe('poolferry export, as people see it', () => {
  it('says what it reads, who was left out and what to do next, piped', async () => {
    expectGolden(golden('export-piped'), (await run('export --out package')).transcript);
  });

  it('says the same on a terminal', async () => {
    expectGolden(golden('export-terminal'), (await run('export --out package', { terminal: true })).transcript);
  });

  it('says of a large pool that it lists it in shards, and of what the target asks more', async () => {
    const source = await createPool({
      PoolName: 'large',
      AutoVerifiedAttributes: ['email'],
      Schema: [{ Name: 'plan', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '20' } }],
    });
    const target = await createPool({
      PoolName: 'stricter',
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      Schema: [
        { Name: 'plan', AttributeDataType: 'String', Mutable: false, StringAttributeConstraints: { MaxLength: '4' } },
        { Name: 'note', AttributeDataType: 'String' },
      ],
    });
    for (let n = 0; n < 1_300; n += 1) seed(source, n, {}, { 'custom:plan': n % 100 === 0 ? 'silver' : 'gold' });
    const settings = {
      source: { userPoolId: source },
      target: { userPoolId: target },
      users: { attributes: { copy: ['standard', 'custom:plan'] } },
    };
    const { transcript } = await run('export --out package', { settings });
    expectGolden(golden('export-sharded'), withoutProgress(transcript));

    // Where the filter does not work, what is left is one chain, and a word about it.
    sandbox.cognito.controls.subPrefixFilter = 'refused';
    onTestFinished(() => {
      sandbox.cognito.controls.subPrefixFilter = 'works';
    });
    const asAWhole = await run('export --out package', { settings });
    expectGolden(golden('export-not-sharded'), withoutProgress(asAWhole.transcript));
  });

  it('says that nothing changed when it is run again', async () => {
    const { workingDirectory } = await run('export --out package');
    expectGolden(
      golden('export-again'),
      (await run('export --out package', { directory: workingDirectory })).transcript,
    );
  });

  it('prints one JSON document on stdout with --json, and no value of any user', async () => {
    const { stdout, exitCode } = await run('export --out package --json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { listed: 77, exported: 70, rejected: 7 } });
    expect(stdout).not.toContain('@example.com');
  });

  it('warns of what the import of disabled users means', async () => {
    const { transcript } = await run('export --out package --include-disabled');
    expect(transcript).toContain('Their import makes them enabled');
    expect(transcript).toContain('poolferry import package');
  });

  it('says what a list of verified users holds where lines of it are nobody, and how to learn who is meant by a number', async () => {
    const workingDirectory = await makeTemporaryDirectory();
    await writeFile(join(workingDirectory, 'verified.txt'), 'user72\r\nuser73\r\n');
    const { stderr } = await run('export --out package --mark-verified-list verified.txt', {
      directory: workingDirectory,
    });
    const said = stderr.replace(/\s+/g, ' ');
    expect(said).toContain(
      'Listed as verified, but no users of the source: 2. A list has one source sub per line; --json names',
    );
    expect(said).toContain('The same command with --json names');
  });

  it('reports everything that is wrong with the settings at once', async () => {
    const settings = {
      ...config,
      users: { username: 'keep', attributes: { copy: ['name', 'custom:zip'] }, unverified: 'mark-verified' },
    };
    expectGolden(golden('export-refused'), (await run('export --out package', { settings })).transcript);
  });

  it('explains itself', async () => {
    expectGolden(golden('export-help'), (await run('export --help')).transcript);
  });

  it('says that a pool does not exist there', async () => {
    const settings = { ...config, source: { userPoolId: 'eu-west-1_NoSuchPool' } };
    const { exitCode, transcript } = await run('export --out package', { settings });
    expect(exitCode).toBe(1);
    expectGolden(golden('export-no-such-pool'), transcript);
  });
});

describe('poolferry pools, as people see it', () => {
  it('says where it wrote the description', async () => {
    expectGolden(golden('pools-piped'), (await run('pools')).transcript);
  });

  it('says that it cannot write where there is no directory', async () => {
    const { exitCode, stderr } = await run('pools --out nowhere/pools.json');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cannot write "nowhere/pools.json"');
  });
});
