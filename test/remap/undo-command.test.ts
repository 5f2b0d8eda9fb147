import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchWriteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { remapCommand } from '../../scripts/commands/remap.ts';
import { runsCommand } from '../../scripts/commands/runs.ts';
import { undoCommand } from '../../scripts/commands/undo.ts';
import { type DynamoDbEngine, dynamoDbEngines, dynoxide, startDynamoDbEngine } from '../support/dynamodb-engines.ts';
import { expectGolden } from '../support/golden.ts';
import { newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createTableById } from '../support/owner-table.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { engineCredentials, useTableEngine } from '../support/table-engine-environment.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const [engineCommand] = dynamoDbEngines;
if (engineCommand === undefined) throw new Error('no DynamoDB engine is installed');
const tableName = 'Todo-abcdefghijklmnopqrstuvwxyz-dev';

let engine: DynamoDbEngine;
let client: DynamoDBClient;
let directory: string;
let runId: string;
let before: unknown;

beforeAll(async () => {
  engine = await startDynamoDbEngine(engineCommand);
  client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials: engineCredentials });
  await createTableById(client, tableName);
});
afterAll(() => engine.close());
afterEach(() => void vi.unstubAllEnvs());

/** Every test begins with a table that a remap has just rewritten. */
beforeEach(async () => {
  useTableEngine(engine.url);
  directory = await makeTemporaryDirectory();
  await writeFile(
    join(directory, 'identity-map.jsonl'),
    [1, 2, 3].map((n) => `${JSON.stringify(pairOf(n))}\n`).join(''),
  );
  await writeFile(
    join(directory, 'poolferry.config.json'),
    JSON.stringify({ tables: [{ name: tableName, owners: [{ path: 'owner' }, { path: 'editors[]' }] }] }),
  );
  await client.send(
    new BatchWriteItemCommand({ RequestItems: { [tableName]: Array.from({ length: 12 }, (_, n) => toPut(n)) } }),
  );
  before = await readTable();
  const remapped = await run('remap', '--map', 'identity-map.jsonl', '--without-pitr', '--execute', '--json');
  expect(remapped.exitCode).toBe(0);
  runId = (JSON.parse(remapped.stdout) as { run: string }).run;
  expect(await readTable()).not.toEqual(before);
});

const toPut = (n: number) => ({
  PutRequest: {
    Item: {
      id: { S: `todo-${n}` },
      owner: { S: [oldSub(1), 'user-2', `${oldSub(3)}::user-3`][n % 3] as string },
      editors: { L: n % 5 === 0 ? [{ S: 'user-1' }, { S: 'nobody' }] : [] },
      weight: { N: '1.5' },
    },
  },
});
const put = (id: string, owner: string) =>
  client.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: id }, owner: { S: owner } } }));
const readTable = async () => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
  return Object.fromEntries(Items.map((item) => [item.id?.S, item]));
};

const run = (...argv: string[]) =>
  runCommandLine({
    argv,
    commands: [remapCommand, undoCommand, runsCommand],
    workingDirectory: directory,
    environment: { AWS_ENDPOINT_URL_DYNAMODB: engine.url, AWS_ACCESS_KEY_ID: 'test' },
  });

/** Progress depends on which segment answers first, and the id of the run on when the table was made. */
const settled = (transcript: string) =>
  transcript
    .replaceAll(engine.url, 'http://127.0.0.1:8000')
    .replaceAll(runId, 'remap-3fa9c1d2e0')
    .replaceAll(directory, '.')
    .replace(/^Taking back: .*\n/gm, '');
const noTranscript = 'the transcript is of another engine, which is not installed here';
const golden = (name: string) => new URL(`../golden/undo/${name}.txt`, import.meta.url);

describe('undo of a remap', () => {
  it('plans: says what it would give back, and changes nothing', async ({ skip }) => {
    const rewritten = await readTable();

    const { exitCode, transcript } = await run('undo', runId);

    expect(exitCode).toBe(0);
    expect(await readTable()).toEqual(rewritten);
    skip(!dynoxide.isInstalled, noTranscript);
    expectGolden(golden('plan'), settled(transcript));
  });

  it('gives every item back as it was', async () => {
    expect((await run('undo', runId, '--execute')).exitCode).toBe(0);

    expect(await readTable()).toEqual(before);
  });

  it('leaves what the application has written since, counts new ids of others, and ends with 3', async ({ skip }) => {
    await put('todo-0', 'the application');
    await put('later', newSub(2));

    const { exitCode, transcript } = await run('undo', runId, '--execute');

    expect(exitCode).toBe(3);
    expect(await readTable()).toMatchObject({ 'todo-0': { owner: { S: 'the application' } }, later: {} });
    skip(!dynoxide.isInstalled, noTranscript);
    expectGolden(golden('execute'), settled(transcript));
    await put('later', 'nobody');
  });

  it('works from the journal alone when the map is gone, and says what it then cannot count', async () => {
    await rm(join(directory, 'identity-map.jsonl'));

    const { exitCode, stderr } = await run('undo', runId, '--execute');

    expect(exitCode).toBe(0);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('The identity map of the run is not to be found');
    expect(await readTable()).toMatchObject(before as object);
  });

  it('refuses another map than the one of the run', async () => {
    await writeFile(join(directory, 'other.jsonl'), `${JSON.stringify(pairOf(1))}\n`);

    const { exitCode, stderr } = await run('undo', runId, '--map', 'other.jsonl');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('is not the one');
  });

  it('refuses runs that do not exist, or that cannot be taken back', async () => {
    await run('undo', runId, '--execute');
    const { runs } = JSON.parse((await run('runs', '--json')).stdout) as { runs: { id: string; command: string }[] };
    const undoing = runs.find(({ command }) => command === 'undo');

    expect(await run('undo', 'remap-0000000000')).toMatchObject({ exitCode: 2 });
    expect((await run('undo', undoing?.id ?? '')).stderr).toContain('cannot be taken back');
  });
});
