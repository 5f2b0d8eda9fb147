import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { toWire } from '../../aws/tables/expression.ts';
import { createTablePorts } from '../../aws/tables/table-ports.ts';
import type { TableConfig } from '../../core/config/schema.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { createMemoryRunStorage, createMemoryRunStore } from '../../core/journal/create-memory-run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import type { OwnerLookup } from '../../core/owners/owner-lookup.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { executeRemap } from '../../core/remap/execute-remap.ts';
import { defaultPace, type RemapPorts } from '../../core/remap/remap-settings.ts';
import type { TablePorts } from '../../core/remap/table-ports.ts';
import type { RemapResult } from '../../core/remap/work-through-tables.ts';
import { systemClock } from '../../scripts/system-clock.ts';
import { seededRandom } from './remap-world.ts';

export type EngineTables = {
  readonly ports: TablePorts;
  /** With a partition key `id` unless changed. Resolves when all items are in it. */
  createTable(name: string, items: readonly Item[], changes?: Partial<CreateTableCommandInput>): Promise<void>;
  put(table: string, item: Item): Promise<unknown>;
  get(table: string, key: Item): Promise<Item | undefined>;
  /** Rewrites whole tables as the command would. */
  remap(configs: readonly TableConfig[], lookup: OwnerLookup, over?: TablePorts): Promise<RemapResult>;
};

/** Tables of a running engine, through the SDK. */
export const openEngineTables = (url: string): EngineTables => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  const ports = createTablePorts(client);
  const wire = (item: Item) => Object.fromEntries(Object.entries(item).map(([key, value]) => [key, toWire(value)]));
  const put: EngineTables['put'] = (table, item) =>
    client.send(new PutItemCommand({ TableName: table, Item: wire(item) }));
  return {
    ports,
    put,
    async createTable(name, items, changes = {}) {
      await client.send(
        new CreateTableCommand({
          TableName: name,
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
          ...changes,
        }),
      );
      await expect.poll(async () => (await ports.describeTable(name)).status).toBe('ACTIVE');
      for (const item of items) await put(name, item);
    },
    async get(table, key) {
      const answer = await client.send(new GetItemCommand({ TableName: table, Key: wire(key), ConsistentRead: true }));
      return answer.Item as Item | undefined;
    },
    async remap(configs, lookup, over = ports) {
      const limit = () => createRateLimit({ unitsPerSecond: 1e6, unitsPerCall: 1, clock: systemClock });
      const work: RemapPorts = {
        tables: over,
        lookup,
        clock: systemClock,
        random: seededRandom(1),
        signal: new AbortController().signal,
        createReadLimit: limit,
        createWriteLimit: limit,
        onItems: () => undefined,
        onNote: () => undefined,
      };
      const store = createMemoryRunStore({
        storage: createMemoryRunStorage(),
        clock: systemClock,
        host: 'here',
        processId: 1,
        isProcessAlive: () => true,
      });
      const run = await store.open({ command: 'remap', inputHashes: {}, options: {} }, 'begin-again');
      const tables = await Promise.all(
        toOwnerRules(configs).map(async (rules) => ({ rules, facts: await over.describeTable(rules.tableName) })),
      );
      return await executeRemap({ tables, pace: defaultPace }, work, run);
    },
  };
};
