import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeTable } from '../../aws/tables/describe-table.ts';
import { remapCommand } from '../../scripts/commands/remap.ts';
import { runsCommand } from '../../scripts/commands/runs.ts';
import { undoCommand } from '../../scripts/commands/undo.ts';
import { type DynamoDbEngine, dynamoDbEngines, startDynamoDbEngine } from '../support/dynamodb-engines.ts';
import { newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createTableById } from '../support/owner-table.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { engineCredentials, useTableEngine } from '../support/table-engine-environment.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const [engineCommand] = dynamoDbEngines;
if (engineCommand === undefined) throw new Error('no DynamoDB engine is installed');
const names = ['Audit', 'Board', 'Todo'];

let engine: DynamoDbEngine;
let client: DynamoDBClient;
let directory: string;
let runId: string;

beforeAll(async () => {
  engine = await startDynamoDbEngine(engineCommand);
  client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials: engineCredentials });
});
afterAll(() => engine.close());
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const name of names) await drop(name);
});

/** Every test begins with three tables that a remap has just rewritten. */
beforeEach(async () => {
  useTableEngine(engine.url);
  directory = await makeTemporaryDirectory();
  await writeFile(join(directory, 'identity-map.jsonl'), `${JSON.stringify(pairOf(1))}\n`);
  const tables = names.map((name) => ({ name, owners: [{ path: 'owner' }] }));
  await writeFile(join(directory, 'poolferry.config.json'), JSON.stringify({ tables }));
  for (const name of names) await create(name, oldSub(1));
  const remapped = await run('remap', '--map', 'identity-map.jsonl', '--without-pitr', '--execute', '--json');
  expect(remapped.exitCode).toBe(0);
  runId = (JSON.parse(remapped.stdout) as { run: string }).run;
});

const create = async (TableName: string, owner: string) => {
  await createTableById(client, TableName);
  await client.send(new PutItemCommand({ TableName, Item: { id: { S: 'one' }, owner: { S: owner } } }));
};
const drop = async (TableName: string) => {
  await client.send(new DeleteTableCommand({ TableName })).catch((error: Error) => {
    if (error.name !== 'ResourceNotFoundException') throw error;
  });
};
/** Until the engine's clock tells the new table from the old one. */
const makeAnew = async (name: string, owner: string) => {
  const { createdAtMs } = await describeTable(client, name);
  do {
    await drop(name);
    await create(name, owner);
  } while ((await describeTable(client, name)).createdAtMs === createdAtMs);
};
const ownerIn = async (TableName: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'one' } } }))).Item?.owner?.S;

const run = (...argv: string[]) =>
  runCommandLine({
    argv,
    commands: [remapCommand, runsCommand, undoCommand],
    workingDirectory: directory,
    environment: { AWS_ENDPOINT_URL_DYNAMODB: engine.url, AWS_ACCESS_KEY_ID: 'test' },
  });
const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');
const runsOf = async () =>
  (JSON.parse((await run('runs', '--json')).stdout) as { runs: { command: string; state: string }[] }).runs;

describe('undo of a remap one of whose tables is not there any more', () => {
  it('gives the others back, says which is gone, ends with 3, and is finished', async () => {
    await drop('Audit');

    const plan = await run('undo', runId);
    const { exitCode, stderr, transcript } = await run('undo', runId, '--execute');

    expect(plan.exitCode).toBe(0);
    expect(unwrapped(plan.transcript)).toContain('Nothing is given back in "Audit".');
    expect(exitCode, stderr).toBe(3);
    expect(unwrapped(transcript)).toContain('Nothing is given back in "Audit".');
    expect([await ownerIn('Board'), await ownerIn('Todo')]).toEqual([oldSub(1), oldSub(1)]);
    expect((await runsOf()).filter(({ state }) => state !== 'finished')).toEqual([]);
  });

  it('leaves alone one that was made anew, and gives the others back', async () => {
    await makeAnew('Board', newSub(1));

    const { exitCode, stderr, stdout } = await run('undo', runId, '--execute', '--json');

    expect(exitCode, stderr).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      tables: [{ tableName: 'Audit' }, { tableName: 'Todo' }],
      lostTables: [{ tableName: 'Board', message: expect.stringContaining('made anew') }],
    });
    expect(unwrapped(stderr)).toContain('Nothing is given back in "Board", even if it was restored from a backup.');
    expect(stderr).not.toContain('--leave');
    expect([await ownerIn('Audit'), await ownerIn('Board'), await ownerIn('Todo')]).toEqual([
      oldSub(1),
      newSub(1),
      oldSub(1),
    ]);
  });

  it('is refused where none is left, as in another Region, and begins nothing', async () => {
    for (const name of names) await drop(name);

    const { exitCode, stderr } = await run('undo', runId, '--execute');

    expect(exitCode).not.toBe(0);
    expect(unwrapped(stderr)).toContain('it does not exist there');
    expect((await runsOf()).map(({ command }) => command)).toEqual(['remap']);
  });
});
