import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { indexCommand } from '../../scripts/commands/index-logins.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { expectGolden } from '../support/golden.ts';
import { runInWorld } from '../support/run-in-world.ts';

let world: CrossingWorld;

const person = (n: number, overrides: object = {}, attributes: Record<string, string> = {}) => ({
  username: `user${n}`,
  password: 'Old-Password-1',
  attributes: { email: `user${n}@example.com`, email_verified: 'true', ...attributes },
  ...overrides,
});

beforeAll(async () => {
  world = await createCrossingWorld({
    users: [
      ...Array.from({ length: 64 }, (_, n) => person(n)),
      person(64, { enabled: false }),
      person(65, { status: 'UNCONFIRMED' }),
      person(66, {}, { email_verified: 'false' }),
      person(67, {}, { email: 'USER1@example.com' }),
    ],
  });
});
afterAll(() => world.close());

beforeEach(() => {
  for (const [name, value] of Object.entries(world.sandbox.environment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const run = (argv: string, options: { terminal?: boolean; settings?: object } = {}) =>
  runInWorld(world, indexCommand, argv, options);

const golden = (name: string) => new URL(`golden/${name}.golden.txt`, import.meta.url);

const rowsInLedger = async () => {
  const { Count } = await world.sandbox.callDynamoDb('Scan', { TableName: 'poolferry-ledger' });
  return Count;
};

describe('poolferry index, as people see it', () => {
  it('shows its plan and writes nothing without --execute', async () => {
    const { transcript } = await run('index');

    expectGolden(golden('index-plan'), transcript);
    expect(await rowsInLedger()).toBe(0);
  });

  it('writes the index with --execute, so that people can cross', async () => {
    const { transcript, exitCode } = await run('index --execute');

    expect(exitCode).toBe(0);
    expectGolden(golden('index-execute'), transcript);
    expect(await rowsInLedger()).toBe(65);
    expect((await world.signIn('USER5@example.com', 'Old-Password-1')).claims).toBeTruthy();
    expect((await world.signIn('user1@example.com', 'Old-Password-1')).refusal).toBeTruthy();
  });

  it('takes names out that are gone from the source', async () => {
    await run('index --execute');
    await world.sandbox.cognito.call('AdminDeleteUser', { UserPoolId: world.source.userPoolId, Username: 'user67' });
    await world.sandbox.cognito.call('AdminDeleteUser', { UserPoolId: world.source.userPoolId, Username: 'user2' });

    const { transcript } = await run('index --execute --yes', { terminal: true });

    expectGolden(golden('index-again-terminal'), transcript);
    expect((await world.signIn('user1@example.com', 'Old-Password-1')).claims).toBeTruthy();
  });

  it('prints one JSON document on stdout with --json, and no name of any user', async () => {
    const { stdout } = await run('index --json');

    expect(JSON.parse(stdout)).toMatchObject({ plan: { listed: 66, names: 64 } });
    expect(stdout).not.toContain('@example.com');
  });

  it('keeps no sign-in name in the ledger', async () => {
    const { Items } = await world.sandbox.callDynamoDb('Scan', { TableName: 'poolferry-ledger' });

    expect(JSON.stringify(Items)).not.toContain('@example.com');
  });

  it('says what to do when the key of the hashes is missing', async () => {
    const ledger = { tableName: 'poolferry-ledger', nameHashKeySecret: 'no-such-key' };

    const { transcript, exitCode } = await run('index', { settings: { ledger } });

    expect(exitCode).toBe(1);
    expectGolden(golden('index-no-key'), transcript);
  });

  it('explains itself', async () => {
    expectGolden(golden('index-help'), (await run('index --help')).transcript);
  });
});
