import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DynamoDbEngine, dynamoDbEngines, startDynamoDbEngine } from '../support/dynamodb-engines.ts';
import { newSub, oldSub, pairOf } from '../support/identity-pairs.ts';

const cli = fileURLToPath(new URL('../../scripts/cli.ts', import.meta.url));
const tableName = 'Todo';
const itemCount = 44;
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const [engineCommand] = dynamoDbEngines;
if (engineCommand === undefined) throw new Error('no DynamoDB engine is installed');

/**
 * Around the n-th write, or the n-th read since the first write: before it reaches the engine, or after that and before
 * the answer is seen. Nothing is at stake before the first write.
 */
type Moment = { readonly kind: 'write' | 'read'; readonly nth: number; readonly when: 'before' | 'after' };
/** Asked at every moment; an answer of true means that the request or its answer goes no further. */
type Watcher = (moment: Moment, child: ChildProcess) => boolean;

let engine: DynamoDbEngine;
let client: DynamoDBClient;
let proxy: Server;
let proxyUrl: string;
let directory: string;
let calls = { write: 0, read: 0 };
let onMoment: ((moment: Moment) => boolean) | undefined;

beforeAll(async () => {
  engine = await startDynamoDbEngine(engineCommand);
  client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials });
  proxy = createServer((incoming, outgoing) => void relay(incoming, outgoing));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await engine.close();
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'poolferry-kill-'));
  await writeFile(
    join(directory, 'identity-map.jsonl'),
    [0, 1, 2, 3].map((n) => `${JSON.stringify(pairOf(n))}\n`).join(''),
  );
  await writeFile(
    join(directory, 'poolferry.config.json'),
    JSON.stringify({
      tables: [{ name: tableName, owners: [{ path: 'owner' }, { path: 'editors[]' }] }],
      // Large items cost a hundred units each; nobody shares this table.
      limits: { readUnitsPerSecond: 1_000_000, writeUnitsPerSecond: 1_000_000 },
    }),
  );
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Stands between the command line and the engine, counts, and pulls the plug. */
const relay = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
  const body: Buffer[] = [];
  for await (const chunk of incoming) body.push(chunk as Buffer);
  const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
  const kind = operation === 'Scan' || operation === 'GetItem' ? 'read' : 'write';
  const isCounted = !operation.startsWith('Describe') && (kind === 'write' || calls.write > 0);
  if (isCounted) calls[kind] += 1;
  const nth = calls[kind];
  if (isCounted && onMoment?.({ kind, nth, when: 'before' })) return outgoing.destroy();
  const { port } = new URL(engine.url);
  const forwarded = httpRequest(
    { host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers: incoming.headers },
    (answer) => {
      if (isCounted && onMoment?.({ kind, nth, when: 'after' })) return outgoing.destroy();
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    },
  );
  forwarded.on('error', () => outgoing.destroy());
  forwarded.end(Buffer.concat(body));
  return undefined;
};

const fillTable = async () => {
  await client.send(new DeleteTableCommand({ TableName: tableName })).catch(() => undefined);
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  for (let from = 0; from < itemCount; from += 25) {
    const batch = Array.from({ length: Math.min(25, itemCount - from) }, (_, n) => toItem(from + n));
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: batch.map((Item) => ({ PutRequest: { Item } })) } }),
    );
  }
};

/** Large enough that a segment has several pages. */
const toItem = (n: number) => ({
  id: { S: `item-${String(n).padStart(3, '0')}` },
  owner: { S: [oldSub(n % 4), `user-${n % 4}`, 'nobody', newSub(1)][n % 4] as string },
  ...(n % 5 === 0 ? { editors: { L: [{ S: oldSub(1) }, { S: 'nobody' }] } } : {}),
  padding: { S: 'x'.repeat(100_000) },
});

/** An item as `readTable` shows it before anything happened. */
const start = (id: string) => {
  const { owner, editors } = toItem(Number(id.slice('item-'.length))) as Record<string, unknown>;
  return { owner, editors, isWhole: true };
};
/** Every item but those whose owner stays and that have no editors. */
const toChange = Array.from({ length: itemCount }, (_, n) => n).filter((n) => n % 4 < 2 || n % 5 === 0).length;

const readTable = async () => {
  const owners: Record<string, unknown> = {};
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) {
    for (const { id, owner, editors, padding } of Items) {
      owners[id?.S ?? ''] = { owner, editors, isWhole: padding?.S?.length === 100_000 };
    }
  }
  return owners;
};

/** Runs the real command line. Resolves with what it said, or with undefined when it was killed. */
const remap = (watch: Watcher = () => false) =>
  new Promise<{ exitCode: number; tables: unknown; stderr: string } | undefined>((resolve, reject) => {
    calls = { write: 0, read: 0 };
    const child = spawn(
      process.execPath,
      [
        cli,
        'remap',
        '--map',
        'identity-map.jsonl',
        '--execute',
        '--without-pitr',
        '--segments',
        '2',
        '--json',
        '--quiet',
      ],
      {
        cwd: directory,
        env: {
          PATH: process.env.PATH,
          // Starting the program is most of the time this takes.
          NODE_COMPILE_CACHE: join(tmpdir(), 'poolferry-compile-cache'),
          AWS_REGION: 'eu-west-1',
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_ENDPOINT_URL_DYNAMODB: proxyUrl,
        },
      },
    );
    onMoment = (moment) => watch(moment, child);
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (text) => {
      said.stdout += text;
    });
    child.stderr.on('data', (text) => {
      said.stderr += text;
    });
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      if (signal === 'SIGKILL') return resolve(undefined);
      const document = exitCode === 0 ? (JSON.parse(said.stdout) as { tables: unknown }) : undefined;
      return resolve({ exitCode: exitCode ?? -1, tables: document?.tables, stderr: said.stderr });
    });
  });

describe('the command line killed while it rewrites', () => {
  it('continues to the same end with the same totals, whichever request it died at', async () => {
    await fillTable();
    const undisturbed = await remap();
    const end = await readTable();
    const { write: writes, read: reads } = calls;
    expect(undisturbed?.exitCode, undisturbed?.stderr).toBe(0);
    expect(writes).toBeGreaterThan(10);

    const points = [...momentsOf('write', writes), ...momentsOf('read', reads)];
    let killedAtWrites = 0;
    for (const point of points) {
      await rm(join(directory, '.poolferry'), { recursive: true, force: true });
      await fillTable();

      const killed = await remap(
        ({ kind, nth, when }, child) =>
          kind === point.kind && nth === point.nth && when === point.when && child.kill('SIGKILL'),
      );
      const resumed = killed ?? (await remap());
      if (killed === undefined && point.kind === 'write') killedAtWrites += 1;

      const where = `${point.when} ${point.kind} ${point.nth} of ${writes} writes and ${reads} reads`;
      expect(resumed?.exitCode, `${where}\n${resumed?.stderr}`).toBe(0);
      expect(resumed?.tables, where).toEqual(undisturbed?.tables);
      expect(await readTable(), where).toEqual(end);
    }
    expect(killedAtWrites).toBe(2 * writes);
    process.stdout.write(`killed at ${points.length} points: around each of ${writes} writes and ${reads} reads\n`);
  });

  it('continues when it was killed at any moment, not only at a request', async () => {
    await fillTable();
    const undisturbed = await remap();
    const end = await readTable();

    for (let afterMs = 0; afterMs < 56; afterMs += 7) {
      await rm(join(directory, '.poolferry'), { recursive: true, force: true });
      await fillTable();

      let timer: NodeJS.Timeout | undefined;
      const killed = await remap((_, child) => {
        timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
        return false;
      });
      clearTimeout(timer);
      const resumed = killed ?? (await remap());

      const where = `killed ${afterMs} ms after the first write`;
      expect(resumed?.tables, where).toEqual(undisturbed?.tables);
      expect(await readTable(), where).toEqual(end);
    }
  });
});

describe('the command line interrupted by Ctrl-C while it rewrites', () => {
  it('finishes what is under way, ends with 130, and continues to the same end with the same totals', async () => {
    await fillTable();
    const undisturbed = await remap();
    const end = await readTable();

    for (const nth of [1, 3, 6, 9]) {
      await rm(join(directory, '.poolferry'), { recursive: true, force: true });
      await fillTable();

      const interrupted = await remap((moment, child) => {
        if (moment.kind === 'write' && moment.nth === nth && moment.when === 'before') child.kill('SIGINT');
        return false;
      });
      const changed = Object.entries(await readTable()).filter(([id, item]) => !isDeepStrictEqual(item, start(id)));
      const resumed = await remap();

      const where = `interrupted at write ${nth}`;
      expect(interrupted?.exitCode, `${where}\n${interrupted?.stderr}`).toBe(130);
      expect(interrupted?.stderr, where).toContain('What is done stays done. To continue, run:');
      expect(interrupted?.stderr, where).not.toContain('    at ');
      expect(changed.length, where).toBeGreaterThan(0);
      expect(changed.length, where).toBeLessThan(toChange);
      expect(resumed?.exitCode, `${where}\n${resumed?.stderr}`).toBe(0);
      expect(resumed?.tables, where).toEqual(undisturbed?.tables);
      expect(await readTable(), where).toEqual(end);
    }
  });
});

const momentsOf = (kind: Moment['kind'], count: number): Moment[] =>
  Array.from({ length: count }, (_, n) => n + 1).flatMap((nth) => [
    { kind, nth, when: 'before' },
    { kind, nth, when: 'after' },
  ]);
