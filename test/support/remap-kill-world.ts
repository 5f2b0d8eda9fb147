import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DeleteTableCommand,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { dynamoDbEngines, startDynamoDbEngine } from './dynamodb-engines.ts';
import { newSub, oldSub, pairOf } from './identity-pairs.ts';
import { createTableById } from './owner-table.ts';

const cli = fileURLToPath(new URL('../../scripts/cli.ts', import.meta.url));
const dieAtWrite = fileURLToPath(new URL('./die-at-write.ts', import.meta.url));
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const tableName = 'Todo';

/**
 * Around the n-th write, or the n-th read since the first write: before it reaches the engine, or after that and before
 * the answer is seen. Nothing is at stake before the first write.
 */
export type Moment = { readonly kind: 'write' | 'read'; readonly nth: number; readonly when: 'before' | 'after' };
/** Both moments of so many requests. */
export const momentsOf = (kind: Moment['kind'], count: number): Moment[] =>
  Array.from({ length: count }, (_, n) => n + 1).flatMap((nth) => [
    { kind, nth, when: 'before' },
    { kind, nth, when: 'after' },
  ]);

/** Around each of so many writes to a file: an append to a journal, or a file replaced. */
export const aroundEach = (writes: number) =>
  Array.from({ length: writes }, (_, n) => n + 1).flatMap((nth) => [`before ${nth}`, `after ${nth}`]);

/** Asked at every moment; an answer of true means that the request or its answer goes no further. */
export type Watcher = (moment: Moment, child: ChildProcess) => boolean;

export type TestItem = Record<string, AttributeValue>;

/** Large enough that a segment of two dozen has several pages. */
export const toLargeItem = (n: number): TestItem => ({
  id: { S: `item-${String(n).padStart(3, '0')}` },
  owner: { S: [oldSub(n % 4), `user-${n % 4}`, 'nobody', newSub(1)][n % 4] as string },
  ...(n % 5 === 0 ? { editors: { L: [{ S: oldSub(1) }, { S: 'nobody' }] } } : {}),
  padding: { S: 'x'.repeat(100_000) },
});

export type Said = {
  readonly exitCode: number;
  readonly document: {
    readonly run: string;
    readonly tables: unknown;
    /** Of following. */
    readonly totals?: { readonly rounds: number };
  };
  readonly stderr: string;
};

type RunOptions = {
  readonly watch?: Watcher;
  readonly environment?: Readonly<Record<string, string>>;
  /** Another operator has run directories of their own. */
  readonly stateDirectory?: string;
};

/** An engine, a table, and the real command line as a process that is killed around its requests or its own writes. */
export const startKillWorld = async () => {
  const [engineCommand] = dynamoDbEngines;
  if (engineCommand === undefined) throw new Error('no DynamoDB engine is installed');
  const engine = await startDynamoDbEngine(engineCommand);
  const client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials });
  const directory = await mkdtemp(join(tmpdir(), 'poolferry-kill-'));
  const calls = { write: 0, read: 0 };
  let onMoment: ((moment: Moment) => boolean) | undefined;

  /** Stands between the command line and the engine, counts, and pulls the plug. */
  const relay = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body: Buffer[] = [];
    for await (const chunk of incoming) body.push(chunk as Buffer);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const kind = ['Scan', 'Query', 'GetItem'].includes(operation) ? 'read' : 'write';
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
  const proxy = createServer((incoming, outgoing) => void relay(incoming, outgoing));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

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

  /** Runs the real command line. Resolves with what it said, or with undefined when it was killed. */
  const run = (argv: readonly string[], options: RunOptions = {}) =>
    new Promise<Said | undefined>((resolve, reject) => {
      Object.assign(calls, { write: 0, read: 0 });
      const state = options.stateDirectory === undefined ? [] : ['--state-dir', options.stateDirectory];
      const preload = options.environment === undefined ? [] : ['--import', dieAtWrite];
      const child = spawn(process.execPath, [...preload, cli, ...argv, ...state, '--execute', '--json', '--quiet'], {
        cwd: directory,
        env: {
          PATH: process.env.PATH,
          // Starting the program is most of the time this takes.
          NODE_COMPILE_CACHE: join(tmpdir(), 'poolferry-compile-cache'),
          AWS_REGION: 'eu-west-1',
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_ENDPOINT_URL_DYNAMODB: proxyUrl,
          ...options.environment,
        },
      });
      const { watch } = options;
      if (watch !== undefined) onMoment = (moment) => watch(moment, child);
      const said = { stdout: '', stderr: '' };
      child.stdout.on('data', (text) => {
        said.stdout += text;
      });
      child.stderr.on('data', (text) => {
        said.stderr += text;
      });
      child.on('error', reject);
      child.on('close', (exitCode, signal) => {
        if (watch !== undefined) onMoment = undefined;
        if (signal === 'SIGKILL') return resolve(undefined);
        const hasDocument = exitCode === 0 || exitCode === 3;
        const document = hasDocument ? JSON.parse(said.stdout) : { run: '', tables: undefined };
        return resolve({ exitCode: exitCode ?? -1, document, stderr: said.stderr });
      });
    });

  const put = async (items: readonly TestItem[], table = tableName) => {
    for (let from = 0; from < items.length; from += 25) {
      const batch = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: batch } }));
    }
  };

  return {
    client,
    directory,
    calls,
    run,
    remap: (options?: RunOptions) =>
      run(['remap', '--map', 'identity-map.jsonl', '--without-pitr', '--segments', '2'], options),
    put,
    /** Makes the table anew. */
    async createTable(items: readonly TestItem[]) {
      await client.send(new DeleteTableCommand({ TableName: tableName })).catch(() => undefined);
      await createTableById(client, tableName);
      await put(items);
    },
    /** All items, by id. */
    async readTable(TableName = tableName): Promise<Record<string, TestItem>> {
      const found: Record<string, TestItem> = {};
      for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
        for (const item of Items) found[item.id?.S ?? ''] = item;
      }
      return found;
    },
    /** How many writes to files a command makes that is run like this. */
    async countWrites(work: (environment: Record<string, string>) => Promise<unknown>) {
      const file = join(directory, 'writes');
      await work({ WRITES_FILE: file });
      return Number(await readFile(file, 'utf8'));
    },
    /** Runs a command that kills itself when it was as far as the watched moment. */
    killAt: (point: Moment, work: (watch: Watcher) => Promise<Said | undefined>) =>
      work(
        ({ kind, nth, when }, child) =>
          kind === point.kind && nth === point.nth && when === point.when && child.kill('SIGKILL'),
      ),
    forgetRuns: (stateDirectory = '.poolferry') =>
      rm(join(directory, stateDirectory), { recursive: true, force: true }),
    async close() {
      proxy.closeAllConnections();
      proxy.close();
      client.destroy();
      await engine.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

export type KillWorld = Awaited<ReturnType<typeof startKillWorld>>;
