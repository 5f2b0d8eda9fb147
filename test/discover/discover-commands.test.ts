import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AppSyncClient,
  CreateDataSourceCommand,
  CreateGraphqlApiCommand,
  type DynamodbDataSourceConfig,
} from '@aws-sdk/client-appsync';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../core/config/parse-config.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { discoverCommand } from '../../scripts/commands/discover.ts';
import { remapCommand } from '../../scripts/commands/remap.ts';
import { type DynamoDbEngine, dynamoDbEngines, dynoxide, startDynamoDbEngine } from '../support/dynamodb-engines.ts';
import { expectGolden } from '../support/golden.ts';
import { oldSub, pairOf } from '../support/identity-pairs.ts';
import { createOwnerTable } from '../support/owner-table.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { engineCredentials, useTableEngine } from '../support/table-engine-environment.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const [engineCommand] = dynamoDbEngines;
if (engineCommand === undefined) throw new Error('no DynamoDB engine is installed');

let engine: DynamoDbEngine;
let client: DynamoDBClient;
let appSync: AppSyncClient;
let directory: string;
let sandbox: Sandbox;
let api: string;
let todo: string;
let profile: string;

const users = [1, 2, 3, 4, 5];

const createTable = async (name: string, items: readonly Item[]) => {
  await createOwnerTable(client, name);
  const putItem = (item: Item) => client.send(new PutItemCommand({ TableName: name, Item: item as never }));
  await Promise.all(items.map(putItem));
};

const createApi = async (): Promise<string> => {
  const made = await appSync.send(new CreateGraphqlApiCommand({ name: 'app', authenticationType: 'AWS_IAM' }));
  return made.graphqlApi?.apiId ?? '';
};
const createSource = (tableName: string, more: Partial<DynamodbDataSourceConfig> = {}) =>
  appSync.send(
    new CreateDataSourceCommand({
      apiId: api,
      name: tableName.split('-')[0],
      type: 'AMAZON_DYNAMODB',
      serviceRoleArn: 'arn:aws:iam::111122223333:role/app',
      dynamodbConfig: { tableName, awsRegion: 'eu-west-1', ...more },
    }),
  );
const createOtherSources = async (prefix: string, count: number) => {
  for (let n = 0; n < count; n += 1) {
    await appSync.send(new CreateDataSourceCommand({ apiId: api, name: `${prefix}${n}`, type: 'NONE' }));
  }
};

beforeAll(async () => {
  engine = await startDynamoDbEngine(engineCommand);
  client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials: engineCredentials });
  sandbox = await startSandbox({ seed: 'discover', dynamodb: 'none' });
  appSync = new AppSyncClient(sandbox.clientSettings);
  api = await createApi();
  todo = `Todo-${api}-dev`;
  profile = `Profile-${api}-dev`;
  await createTable(
    todo,
    Array.from({ length: 40 }, (_, at): Item => {
      const n = (at % users.length) + 1;
      return {
        id: { S: `todo-${at}` },
        owner: { S: at % 2 === 0 ? `${oldSub(n)}::user-${n}` : oldSub(n) },
        editors: { L: [{ S: `user-${n}` }] },
        key: { S: `USER#${oldSub(n)}` },
        state: { S: 'user-1' },
        history: { S: JSON.stringify([oldSub(n)]) },
        _version: { N: '1' },
        _lastChangedAt: { N: '1700000000000' },
      };
    }),
  );
  await createTable(
    profile,
    users.map(
      (n): Item => ({ id: { S: oldSub(n) }, owner: { S: 'nobody' }, picture: { S: `private/${oldSub(n)}/me.png` } }),
    ),
  );
  await createTable(`AmplifyDataStore-${api}-dev`, []);
  // More than one page of data sources, with tables on both.
  await createSource(todo, { versioned: true, deltaSyncConfig: { deltaSyncTableName: `AmplifyDataStore-${api}-dev` } });
  await createOtherSources('first', 25);
  await createSource(`AmplifyDataStore-${api}-dev`);
  await createSource(profile);
  await createSource('Elsewhere', { awsRegion: 'us-east-1' });
});
afterAll(async () => {
  appSync.destroy();
  await sandbox.close();
  await engine.close();
});
afterEach(() => void vi.unstubAllEnvs());

beforeEach(async () => {
  useTableEngine(engine.url);
  vi.stubEnv('AWS_ENDPOINT_URL_APPSYNC', sandbox.url);
  directory = await makeTemporaryDirectory();
  const lines = users.map((n) => `${JSON.stringify(pairOf(n))}\n`).join('');
  await writeFile(join(directory, 'identity-map.jsonl'), lines);
  await writeConfig({});
});

const writeConfig = (config: object) =>
  writeFile(
    join(directory, 'poolferry.config.json'),
    JSON.stringify({ target: { userPoolId: 'eu-west-1_target' }, ...config }),
  );

const run = (...argv: string[]) =>
  runCommandLine({
    argv: [...argv, '--map', 'identity-map.jsonl'],
    commands: [discoverCommand, remapCommand],
    workingDirectory: directory,
    environment: { AWS_ENDPOINT_URL_DYNAMODB: engine.url, AWS_ACCESS_KEY_ID: 'test' },
  });
const discover = (...argv: string[]) => run('discover', ...argv);

const settled = (transcript: string) =>
  transcript
    .replace(`--appsync-api-id ${api}`, '--appsync-api-id ID')
    .replaceAll(engine.url, 'http://127.0.0.1:8000')
    .replace(/^Reading .*: .*\n/gm, '');

describe('discover', () => {
  it('finds the tables of an Amplify app, and tells where owners are', async ({ skip }) => {
    const { exitCode, stdout, transcript } = await discover('--appsync-api-id', api);

    expect(exitCode).toBe(0);
    const { tables } = JSON.parse(stdout);
    expect(tables).toMatchObject([{ name: todo, dataStore: true }]);
    skip(!dynoxide.isInstalled, 'the transcript is of another engine, which is not installed here');
    expectGolden(new URL('./golden/discover.txt', import.meta.url), settled(transcript));
  });

  it('proposes what a remap then rewrites', async () => {
    const { tables } = JSON.parse((await discover('--table', todo)).stdout);
    await writeConfig({ tables });

    const { stdout } = await run('remap', '--json');

    expect(parseConfig({ tables }).ok).toBe(true);
    const [{ survey }] = JSON.parse(stdout).plan.tables;
    expect(survey.tally.byPath.owner.mapped).toEqual({ sub: 20, username: 0, 'sub::username': 20 });
    expect(survey.tally.byPath['editors[]'].mapped.username).toBe(40);
  });

  it('finds tables by a pattern of their names', async () => {
    const { stdout } = await discover('--name-pattern', `*-${api}-dev`, '--json');

    const { found } = JSON.parse(stdout);
    expect(found.map(({ tableName }: { tableName: string }) => tableName)).toEqual([
      `AmplifyDataStore-${api}-dev`,
      profile,
      todo,
    ]);
  });

  it('reads no more than it was asked to, and says that it was a sample', async () => {
    const { stdout, stderr } = await discover('--table', todo, '--sample', '10');
    const { stdout: json } = await discover('--table', todo, '--sample', '10', '--json');

    expect(JSON.parse(stdout).tables).toHaveLength(1);
    expect(stderr).toContain('This was a sample: what it does not have may still be in the table.');
    expect(JSON.parse(json).found[0].sampled).toMatchObject({ items: 10, isWhole: false });
  });

  it('looks into the other tables when one is not there, and ends with 3', async () => {
    const { exitCode, stderr, stdout } = await discover('--table', 'Missing', todo);

    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout).tables).toHaveLength(1);
    expect(stderr).toContain('it does not exist there');
  });

  it.each([
    ['tables in two ways', ['--table', 'Todo', '--name-pattern', '*'], 'Give only one of'],
    ['no table', [], 'There are no tables to look into'],
    ['an API that is not there', ['--appsync-api-id', 'other'], 'Could not list the data sources of AppSync API'],
    ['a sample of nothing', ['--table', 'Todo', '--sample', '0'], 'is a whole number from 1'],
  ])('refuses %s', async (_what, argv, message) => {
    const { exitCode, stderr } = await discover(...argv);

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
