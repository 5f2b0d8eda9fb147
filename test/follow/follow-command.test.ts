import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { remapCommand } from '../../scripts/commands/remap.ts';
import { runsCommand } from '../../scripts/commands/runs.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { dynoxide } from '../support/dynamodb-engines.ts';
import { expectGolden } from '../support/golden.ts';
import { createFakeSignals, type FakeSignals, runCommandLine } from '../support/run-command-line.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const password = 'Old-Password-1';
const person = (username: string) => ({
  username,
  password,
  attributes: { email: `${username}@example.com`, email_verified: 'true' },
});
const byIndex = 'Todo-abc-dev';
const byScan = 'Board-abc-dev';

let world: CrossingWorld;
let directory: string;
let crossed: { readonly sub: string; readonly username: string };

const subOf = (name: string) => world.seeded.get(name)?.sub ?? '';
const createTable = (TableName: string) =>
  world.ledgerTable.client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'owner', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byOwner',
          KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
const put = (TableName: string, id: string, owner: string, editor = 'nobody') =>
  world.ledgerTable.client.send(
    new PutItemCommand({ TableName, Item: { id: { S: id }, owner: { S: owner }, editors: { L: [{ S: editor }] } } }),
  );
const itemOf = async (TableName: string, id: string) => {
  const { Item } = await world.ledgerTable.client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
  return { owner: Item?.owner?.S, editor: Item?.editors?.L?.[0]?.S };
};

/** As people do who are asked to try again, which a machine under load may do to them. */
const cross = (name: string) =>
  vi.waitFor(
    async () => {
      const { claims } = await world.signIn(`${name}@example.com`, password);
      expect(await world.ledger.find(subOf(name))).toMatchObject({ state: 'bound' });
      return { sub: String(claims?.sub), username: String(claims?.['cognito:username']) };
    },
    { timeout: 20_000, interval: 500 },
  );

beforeAll(async () => {
  world = await createCrossingWorld({ users: ['ada', 'grace', 'hedy'].map(person) });
  await world.indexLogins();
  await createTable(byIndex);
  await createTable(byScan);
  await vi.waitFor(() => put(byIndex, 'probe', 'nobody'));
  await vi.waitFor(() => put(byScan, 'probe', 'nobody'));
  for (const name of ['ada', 'grace', 'hedy']) {
    await put(byIndex, `${name}-sub`, subOf(name));
    await put(byIndex, `${name}-name`, name);
    await put(byIndex, `${name}-both`, `${subOf(name)}::${name}`);
    await put(byScan, `${name}-board`, 'nobody', `${subOf(name)}::${name}`);
  }
  // Ada crosses as people do: by signing in at the target.
  crossed = await cross('ada');
  directory = await makeTemporaryDirectory(afterAll);
  await writeFile(
    join(directory, 'poolferry.config.json'),
    JSON.stringify({
      ...world.config,
      tables: [
        { name: byIndex, owners: [{ path: 'owner' }] },
        { name: byScan, owners: [{ path: 'owner' }, { path: 'editors[]' }] },
      ],
    }),
  );
});
afterAll(() => world.close());
beforeEach(() => {
  for (const [name, value] of Object.entries(world.sandbox.environment)) vi.stubEnv(name, value);
});
afterEach(() => void vi.unstubAllEnvs());

const run = (argv: string, signals: FakeSignals = createFakeSignals()) =>
  runCommandLine({
    argv: argv.split(' '),
    commands: [remapCommand, runsCommand],
    workingDirectory: directory,
    environment: world.sandbox.environment,
    signals,
  });
const follow = (argv: string, signals?: FakeSignals) => run(`remap --follow ${argv}`.trim(), signals);

const settled = (transcript: string) =>
  transcript
    .replaceAll(world.sandbox.url, 'http://127.0.0.1:00000')
    .replaceAll(world.sandbox.dynamodb.url, 'http://127.0.0.1:00001')
    .replace(/^Reading the ledger: .*\n/gm, '');

describe('remap --follow', () => {
  it('plans: says how items are found, what a round costs, and how long a user waits', async ({ skip }) => {
    const { exitCode, transcript } = await follow('');

    expect(exitCode).toBe(0);
    expect(await itemOf(byIndex, 'ada-sub')).toMatchObject({ owner: subOf('ada') });
    skip(!dynoxide.isInstalled, 'the transcript is of another engine, which is not installed here');
    expectGolden(new URL('./golden/plan.txt', import.meta.url), settled(transcript));
  });

  it('refuses to execute without point-in-time recovery until that is decided', async () => {
    expect(await follow('--execute --once')).toMatchObject({ exitCode: 2 });
  });

  it('makes somebody’s items theirs once they have signed in, and leaves those of others', async ({ skip }) => {
    const { exitCode, transcript } = await follow('--execute --without-pitr --once');

    expect(exitCode).toBe(0);
    expect(await itemOf(byIndex, 'ada-sub')).toMatchObject({ owner: crossed.sub });
    expect(await itemOf(byIndex, 'ada-name')).toMatchObject({ owner: crossed.username });
    expect(await itemOf(byIndex, 'ada-both')).toMatchObject({ owner: `${crossed.sub}::${crossed.username}` });
    expect(await itemOf(byScan, 'ada-board')).toMatchObject({ editor: `${crossed.sub}::${crossed.username}` });
    expect(await itemOf(byIndex, 'grace-sub')).toMatchObject({ owner: subOf('grace') });
    skip(!dynoxide.isInstalled, 'the transcript is of another engine, which is not installed here');
    expectGolden(new URL('./golden/once.txt', import.meta.url), settled(transcript));
  });

  it('follows whoever crosses while it runs, until Ctrl-C: then it tells its totals and ends with 130', {
    timeout: 60_000,
  }, async () => {
    const signals = createFakeSignals();
    const running = follow('--execute --without-pitr', signals);
    const grace = await cross('grace');
    const isRewritten = (table: string, id: string, owner: string) =>
      vi.waitFor(async () => expect((await itemOf(table, id)).owner).toBe(owner), 20_000);
    await isRewritten(byIndex, 'grace-sub', grace.sub);
    // The other table came before, so only the next round can find this one.
    await put(byScan, 'late', subOf('grace'));
    await isRewritten(byScan, 'late', grace.sub);
    signals.raise('SIGINT');

    const { exitCode, stderr } = await running;

    expect(exitCode).toBe(130);
    expect(stderr).toContain('followed 2');
    expect(await itemOf(byScan, 'grace-board')).toMatchObject({
      editor: `${grace.sub}::${grace.username}`,
    });
    expect(await itemOf(byIndex, 'hedy-sub')).toMatchObject({ owner: subOf('hedy') });
  });

  it('goes on with the same run, and finds what was written under an old id meanwhile', async () => {
    await put(byIndex, 'by an old token', subOf('ada'));

    const { stdout } = await follow('--execute --without-pitr --once --json');

    const { totals, round } = JSON.parse(stdout);
    expect(await itemOf(byIndex, 'by an old token')).toMatchObject({ owner: crossed.sub });
    expect(round).toMatchObject({ due: 2, newlyBound: 0, failures: [] });
    expect(totals.changedByTable).toEqual({ [byIndex]: 7, [byScan]: 3 });
    const { runs } = JSON.parse((await run('runs --json')).stdout);
    expect(runs.map(({ command }: { command: string }) => command)).toEqual(['remap follow']);
  });

  it.each([
    ['--follow with a map', 'remap --follow --map map.jsonl', '--map: not with --follow'],
    ['a remap without a map', 'remap', '--map: is required'],
    ['--once without --follow', 'remap --map map.jsonl --once', 'only with --follow'],
    ['rounds without a pause', 'remap --follow --interval 0', 'is a whole number from 1'],
  ])('refuses %s', async (_what, argv, message) => {
    const { exitCode, stderr } = await run(argv);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('refuses to follow without a ledger', async () => {
    const { target } = world.config;
    const tables = [{ name: byIndex, owners: [{ path: 'owner' }] }];
    await writeFile(join(directory, 'poolferry.config.json'), JSON.stringify({ target, tables }));

    const { exitCode, stderr } = await follow('');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('the configuration names no ledger');
  });
});
