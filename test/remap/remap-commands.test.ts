import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { remapCommand } from '../../scripts/commands/remap.ts';
import { remapVerifyCommand } from '../../scripts/commands/remap-verify.ts';
import { type DynamoDbEngine, dynamoDbEngines, dynoxide, startDynamoDbEngine } from '../support/dynamodb-engines.ts';
import { expectGolden } from '../support/golden.ts';
import { newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createTableById } from '../support/owner-table.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { engineCredentials, useTableEngine } from '../support/table-engine-environment.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const [engineCommand] = dynamoDbEngines;
if (engineCommand === undefined) throw new Error('no DynamoDB engine is installed');
const todoTable = 'Todo-abcdefghijklmnopqrstuvwxyz-dev';

let engine: DynamoDbEngine;
let client: DynamoDBClient;
let directory: string;

beforeAll(async () => {
  engine = await startDynamoDbEngine(engineCommand);
  client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials: engineCredentials });
});
afterAll(() => engine.close());
afterEach(() => void vi.unstubAllEnvs());

beforeEach(async () => {
  useTableEngine(engine.url);
  directory = await makeTemporaryDirectory();
  await writeMap([1, 2, 3].map((n) => pairOf(n)));
  await writeConfig({ tables: [{ name: todoTable, owners: [{ path: 'owner' }, { path: 'editors[]' }] }] });
});

const writeMap = (lines: readonly object[]) =>
  writeFile(join(directory, 'identity-map.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
const writeConfig = (config: object) => writeFile(join(directory, 'poolferry.config.json'), JSON.stringify(config));

const run = (...argv: string[]) =>
  runCommandLine({
    argv,
    commands: [remapCommand, remapVerifyCommand],
    workingDirectory: directory,
    environment: { AWS_ENDPOINT_URL_DYNAMODB: engine.url, AWS_ACCESS_KEY_ID: 'test' },
  });
const remap = (...argv: string[]) => run('remap', '--map', 'identity-map.jsonl', ...argv);
const verify = (...argv: string[]) => run('remap', 'verify', '--map', 'identity-map.jsonl', ...argv);

const createTable = async (name: string) => {
  await createTableById(client, name);
};
const put = (id: string, owner: string, editors: readonly string[] = [], table = todoTable) =>
  client.send(
    new PutItemCommand({
      TableName: table,
      Item: { id: { S: id }, owner: { S: owner }, editors: { L: editors.map((S) => ({ S })) } },
    }),
  );
const ownerOf = async (id: string) =>
  (await client.send(new GetItemCommand({ TableName: todoTable, Key: { id: { S: id } } }))).Item?.owner?.S;

/** Which progress lines appear depends on which segment answers first. */
const settled = (transcript: string) =>
  transcript.replaceAll(engine.url, 'http://127.0.0.1:8000').replace(/^(Reading|Rewriting|Verifying): .*\n/gm, '');

const noTranscript = 'the transcript is of another engine, which is not installed here';
const golden = (name: string) => new URL(`../golden/remap/${name}.txt`, import.meta.url);

describe('the remap commands', () => {
  beforeAll(async () => {
    await createTable(todoTable);
    for (let n = 0; n < 30; n += 1) {
      await put(
        `todo-${n}`,
        [oldSub(1), 'user-2', `${oldSub(3)}::user-3`][n % 3] as string,
        n % 10 === 0 ? ['user-1'] : [],
      );
    }
    await put('todo-odd', `${oldSub(1)}::user-2`);
    await put('todo-stranger', 'somebody else');
  });

  it('plans: says what would change, and changes nothing', async ({ skip }) => {
    const { exitCode, transcript } = await remap();

    expect(exitCode).toBe(0);
    expect(await ownerOf('todo-0')).toBe(oldSub(1));
    skip(!dynoxide.isInstalled, noTranscript);
    expectGolden(golden('plan'), settled(transcript));
  });

  it('refuses to execute without point-in-time recovery until that is decided', async () => {
    const { exitCode, stderr } = await remap('--execute');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('--without-pitr');
    expect(await ownerOf('todo-0')).toBe(oldSub(1));
  });

  it('verify finds the leftovers before', async () => {
    expect((await verify()).exitCode).toBe(3);
  });

  it('executes: rewrites, and ends with 3 for the conflict that is left', async ({ skip }) => {
    const { exitCode, transcript } = await remap('--without-pitr', '--execute');

    expect(exitCode).toBe(3);
    expect(await ownerOf('todo-0')).toBe(newSub(1));
    expect(await ownerOf('todo-odd')).toBe(`${oldSub(1)}::user-2`);
    skip(!dynoxide.isInstalled, noTranscript);
    expectGolden(golden('execute'), settled(transcript));
  });

  it('verify names what is left', async ({ skip }) => {
    const { exitCode, transcript } = await verify();

    expect(exitCode).toBe(3);
    skip(!dynoxide.isInstalled, noTranscript);
    expectGolden(golden('verify'), settled(transcript));
  });

  it('finds nothing to do the second time, once the conflict is settled', async () => {
    await put('todo-odd', 'nobody');

    expect((await remap('--without-pitr', '--execute')).exitCode).toBe(0);
    expect((await verify()).exitCode).toBe(0);
  });

  it('prints one JSON document whose counts add up', async () => {
    await put('todo-late', oldSub(2));

    const { stdout } = await remap('--without-pitr', '--execute', '--json');

    const { tables } = JSON.parse(stdout) as { tables: { passes: Record<string, number>[] }[] };
    expect(tables[0]?.passes).toMatchObject([{ changed: 1 }, { changed: 0 }]);
    for (const { items, changed, untouched, conflicts } of tables[0]?.passes ?? []) {
      expect(items).toBe((changed ?? 0) + (untouched ?? 0) + (conflicts ?? 0));
    }
  });

  it.each([['--segments is no number', ['--segments', 'many'], 'whole number']])(
    'refuses when %s',
    async (_, argv, words) => {
      const { exitCode, stderr } = await remap(...argv);

      expect(exitCode).toBe(2);
      expect(stderr).toContain(words);
    },
  );

  it.each([
    ['is missing', undefined, 'cannot be read'],
    ['has no pairs', [], 'has no pairs'],
    ['is of another kind', [{ sub: 'x' }], 'line 1 is not a pair'],
    ['has a user who becomes two', [pairOf(1), { ...pairOf(1), newSub: newSub(5) }], 'cannot be trusted'],
  ])('refuses a map that %s', async (_, lines, words) => {
    if (lines !== undefined) await writeMap(lines);

    const { exitCode, stderr } = await run(
      'remap',
      '--map',
      lines === undefined ? 'no-such-file' : 'identity-map.jsonl',
    );

    expect(exitCode).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(words);
  });

  it('refuses an owner that is part of the key, in the plan already', async () => {
    await writeConfig({ tables: [{ name: todoTable, owners: [{ path: 'id' }] }] });

    const { exitCode, stderr } = await remap();

    expect(exitCode).toBe(2);
    expect(stderr).toContain('primary key');
  });

  it('plans to move items when the configuration asks for it, and says what that means', async () => {
    const owners = [{ path: 'id', template: 'todo of {sub}' }, { path: 'owner' }];
    await writeConfig({ tables: [{ name: todoTable, owners, lock: 'updatedAt', moveItems: { pointedAtBy: [] } }] });

    const { exitCode, stderr } = await remap();

    expect(exitCode).toBe(0);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('if "updatedAt" has not changed since it was read');
  });

  it('names a table that does not exist', async () => {
    await writeConfig({ tables: [{ name: 'Missing', owners: [{ path: 'owner' }] }] });

    const { exitCode, stderr } = await remap();

    expect(exitCode).toBe(1);
    expect(stderr).toContain('"Missing"');
  });

  it('does not call a table clean whose owners stand elsewhere or otherwise than the paths say', async () => {
    await createTable('Elsewhere');
    await put('list', 'nobody', [oldSub(1)], 'Elsewhere');
    await writeConfig({ tables: [{ name: 'Elsewhere', owners: [{ path: 'editors' }, { path: 'ownr' }] }] });

    const verified = await verify();
    const executed = await remap('--without-pitr', '--execute', '--yes');

    for (const { exitCode, stderr: wrapped } of [verified, executed]) {
      const stderr = wrapped.replaceAll(/\s+/g, ' ');
      expect(exitCode).toBe(3);
      expect(stderr).toContain('Values at "editors" that are not of the type this path names, and stay: 1.');
      expect(stderr).toContain('No item has anything at "ownr"');
    }
  });

  it('begins a run of its own when the map is another', async () => {
    await put('todo-run', oldSub(1));
    await remap('--without-pitr', '--execute');
    const first = JSON.parse((await remap('--without-pitr', '--execute', '--json')).stdout) as { run: string };
    await writeMap([pairOf(1), pairOf(2)]);
    const second = JSON.parse((await remap('--without-pitr', '--execute', '--json')).stdout) as { run: string };

    expect(second.run.slice(0, 16)).not.toBe(first.run.slice(0, 16));
  });
});
