import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { remapCommand } from '../../scripts/commands/remap.ts';
import { runsCommand } from '../../scripts/commands/runs.ts';
import { undoCommand } from '../../scripts/commands/undo.ts';
import {
  createLedgerTable,
  type DynamoDbEngine,
  dynamoDbEngines,
  dynoxide,
  startDynamoDbEngine,
} from '../support/dynamodb-engines.ts';
import { newYearMs } from '../support/follow-world.ts';
import { expectGolden } from '../support/golden.ts';
import { newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createOwnerTable } from '../support/owner-table.ts';
import { createFakeSignals, type FakeSignals, runCommandLine } from '../support/run-command-line.ts';
import { useTableEngine } from '../support/table-engine-environment.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const byIndex = 'Todo-abc-dev';
const byScan = 'Board-abc-dev';
const tableName = 'poolferry-ledger';
const target = { userPoolId: 'eu-west-1_target' };
const [engineCommand] = dynamoDbEngines;
if (engineCommand === undefined) throw new Error('no DynamoDB engine is installed');

let engine: DynamoDbEngine;
let directory: string;

const put = (TableName: string, id: string, owner: string, editor = 'nobody') =>
  engine.client.send(
    new PutItemCommand({ TableName, Item: { id: { S: id }, owner: { S: owner }, editors: { L: [{ S: editor }] } } }),
  );
const itemOf = async (TableName: string, id: string) => {
  const { Item } = await engine.client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
  return { owner: Item?.owner?.S, editor: Item?.editors?.L?.[0]?.S };
};

const users = { ada: 1, grace: 2, hedy: 3 } as const;

/** What the trigger and the binding function leave in the ledger. */
const cross = async (name: keyof typeof users) => {
  const n = users[name];
  const ledger = createLedger({ client: engine.client, tableName });
  const loginHash = `hash-${n}`;
  const claim = { previousSub: oldSub(n), previousUsername: name, loginHash, claimedAtMs: newYearMs - 60_000 };
  await ledger.claim({ ...claim, claimedBy: 'trigger' });
  const binding = { newSub: newSub(n), newUsername: `${name}@example.com`, boundAtMs: newYearMs - 50_000 };
  await ledger.bind({ previousSub: oldSub(n), loginHash, ...binding });
};

const writeConfig = (config: object) =>
  writeFile(join(directory, 'poolferry.config.json'), JSON.stringify({ target, ...config }));

beforeAll(async () => {
  engine = await startDynamoDbEngine(engineCommand);
  await createLedgerTable(engine.client, tableName);
  await createOwnerTable(engine.client, byIndex);
  await createOwnerTable(engine.client, byScan);
  for (const [name, n] of Object.entries(users)) {
    await put(byIndex, `${name}-sub`, oldSub(n));
    await put(byIndex, `${name}-name`, name);
    await put(byIndex, `${name}-both`, `${oldSub(n)}::${name}`);
    await put(byScan, `${name}-board`, 'nobody', `${oldSub(n)}::${name}`);
  }
  await cross('ada');
  directory = await makeTemporaryDirectory(afterAll);
  await writeConfig({
    ledger: { tableName },
    tables: [
      { name: byIndex, owners: [{ path: 'owner' }] },
      { name: byScan, owners: [{ path: 'owner' }, { path: 'editors[]' }] },
    ],
  });
});
afterAll(() => engine.close());
beforeEach(() => {
  useTableEngine(engine.url);
});
afterEach(() => void vi.unstubAllEnvs());

const run = (argv: string, signals: FakeSignals = createFakeSignals()) =>
  runCommandLine({
    argv: argv.split(' '),
    commands: [remapCommand, runsCommand, undoCommand],
    workingDirectory: directory,
    environment: { AWS_ENDPOINT_URL_DYNAMODB: engine.url, AWS_ACCESS_KEY_ID: 'test' },
    signals,
  });
const follow = (argv: string, signals?: FakeSignals) => run(`remap --follow ${argv}`.trim(), signals);

const settled = (transcript: string) =>
  transcript.replaceAll(engine.url, 'http://127.0.0.1:8000').replace(/^Reading the ledger: .*\n/gm, '');

describe('remap --follow', () => {
  it('plans: says how items are found, what a round costs, and how long a user waits', async ({ skip }) => {
    const { exitCode, transcript } = await follow('');

    expect(exitCode).toBe(0);
    expect(await itemOf(byIndex, 'ada-sub')).toMatchObject({ owner: oldSub(users.ada) });
    skip(!dynoxide.isInstalled, 'the transcript is of another engine, which is not installed here');
    expectGolden(new URL('./golden/plan.txt', import.meta.url), settled(transcript));
  });

  it('plans for scripts: by what each table is read, and what that costs', async () => {
    const { stdout } = await follow('--json');

    const { plan } = JSON.parse(stdout);
    expect(plan).toMatchObject({ bound: 1, recent: 1, intervalMs: 60_000, tokenLifeMs: 86_400_000 });
    const { tables } = plan as { tables: { route: { kind: string }; unitsPerUser: number }[] };
    expect(tables.map(({ route, unitsPerUser }) => [route.kind, unitsPerUser])).toEqual([
      ['indexes', 1.5],
      ['scan', 0],
    ]);
  });

  it('refuses to execute without point-in-time recovery until that is decided', async () => {
    expect(await follow('--execute --once')).toMatchObject({ exitCode: 2 });
  });

  it('makes somebody’s items theirs once they have crossed, and leaves those of others', async ({ skip }) => {
    const { exitCode, transcript } = await follow('--execute --without-pitr --once');

    expect(exitCode).toBe(0);
    expect(await itemOf(byIndex, 'ada-sub')).toMatchObject({ owner: newSub(users.ada) });
    expect(await itemOf(byIndex, 'ada-name')).toMatchObject({ owner: 'ada@example.com' });
    expect(await itemOf(byIndex, 'ada-both')).toMatchObject({ owner: `${newSub(users.ada)}::ada@example.com` });
    expect(await itemOf(byScan, 'ada-board')).toMatchObject({ editor: `${newSub(users.ada)}::ada@example.com` });
    expect(await itemOf(byIndex, 'grace-sub')).toMatchObject({ owner: oldSub(users.grace) });
    skip(!dynoxide.isInstalled, 'the transcript is of another engine, which is not installed here');
    expectGolden(new URL('./golden/once.txt', import.meta.url), settled(transcript));
  });

  it('follows whoever crosses while it runs, until Ctrl-C: then it tells its totals and ends with 130', {
    timeout: 60_000,
  }, async () => {
    const signals = createFakeSignals();
    const running = follow('--execute --without-pitr', signals);
    await cross('grace');
    const isRewritten = (table: string, id: string, owner: string) =>
      vi.waitFor(async () => expect((await itemOf(table, id)).owner).toBe(owner), 10_000);
    await isRewritten(byIndex, 'grace-sub', newSub(users.grace));
    // The other table came before, so only the next round can find this one.
    await put(byScan, 'late', oldSub(users.grace));
    await isRewritten(byScan, 'late', newSub(users.grace));
    signals.raise('SIGINT');

    const { exitCode, stderr } = await running;

    expect(exitCode).toBe(130);
    expect(stderr).toContain('followed 2');
    expect(await itemOf(byScan, 'grace-board')).toMatchObject({
      editor: `${newSub(users.grace)}::grace@example.com`,
    });
    expect(await itemOf(byIndex, 'hedy-sub')).toMatchObject({ owner: oldSub(users.hedy) });
  });

  it('goes on with the same run, and finds what was written under an old id meanwhile', async () => {
    await put(byIndex, 'by an old token', oldSub(users.ada));

    const { stdout } = await follow('--execute --without-pitr --once --json');

    const { totals, round } = JSON.parse(stdout);
    expect(await itemOf(byIndex, 'by an old token')).toMatchObject({ owner: newSub(users.ada) });
    expect(round).toMatchObject({ due: 2, newlyBound: 0, failures: [] });
    expect(totals.changedByTable).toEqual({ [byIndex]: 7, [byScan]: 3 });
    const { runs } = JSON.parse((await run('runs --json')).stdout);
    expect(runs.map(({ command }: { command: string }) => command)).toEqual(['remap follow']);
  });

  it('holds up the undo of a remap over its tables while it is at work, and is named in its plan from then on', {
    timeout: 60_000,
  }, async () => {
    await writeFile(join(directory, 'map.jsonl'), `${JSON.stringify(pairOf(users.hedy))}\n`);
    const remapped = await run('remap --map map.jsonl --without-pitr --execute --json');
    const { run: past } = JSON.parse(remapped.stdout) as { run: string };
    expect(await itemOf(byIndex, 'hedy-sub')).toMatchObject({ owner: newSub(users.hedy) });
    const signals = createFakeSignals();
    const following = follow('--execute --without-pitr', signals);
    await put(byIndex, 'sign of life', oldSub(users.ada));
    await vi.waitFor(async () => expect((await itemOf(byIndex, 'sign of life')).owner).toBe(newSub(users.ada)), 10_000);

    const planned = await run(`undo ${past}`);
    const refused = await run(`undo ${past} --execute`);
    const kept = await itemOf(byIndex, 'hedy-sub');
    const insisted = await run(`undo ${past} --execute --break-lock`);
    signals.raise('SIGINT');
    const followed = await following;
    const plannedLater = await run(`undo ${past}`);

    const unwrapped = ({ stderr }: { readonly stderr: string }) => stderr.replaceAll(/\s+/g, ' ');
    expect([planned.exitCode, refused.exitCode, insisted.exitCode]).toEqual([0, 2, 0]);
    for (const outcome of [planned, refused]) {
      expect(unwrapped(outcome)).toMatch(/run remap-follow-\S+ of "remap --follow" is at work on the same tables/);
    }
    expect(kept.owner).toBe(newSub(users.hedy));
    expect(await itemOf(byIndex, 'hedy-sub')).toMatchObject({ owner: oldSub(users.hedy) });
    // With --break-lock too, nobody took it from the process that has it.
    expect(followed.exitCode).toBe(130);
    expect(unwrapped(plannedLater)).toMatch(/Run remap-follow-\S+ of "remap --follow" is over the same tables/);
  });

  it.each([
    ['--follow with a map', 'remap --follow --map map.jsonl', '--map: not with --follow'],
    ['--follow with a number of segments', 'remap --follow --segments 8', '--segments: not with --follow'],
    ['a remap without a map', 'remap', '--map: is required'],
    ['--once without --follow', 'remap --map map.jsonl --once', 'only with --follow'],
    ['rounds without a pause', 'remap --follow --interval 0', 'is a whole number from 1'],
  ])('refuses %s', async (_what, argv, message) => {
    const { exitCode, stderr } = await run(argv);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('refuses to follow without a ledger', async () => {
    await writeConfig({ tables: [{ name: byIndex, owners: [{ path: 'owner' }] }] });

    const { exitCode, stderr } = await follow('');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('the configuration names no ledger');
  });
});
