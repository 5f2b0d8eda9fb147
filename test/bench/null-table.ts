import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTableClient } from '../../aws/tables/table-client.ts';
import { createTablePorts } from '../../aws/tables/table-ports.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { OwnerLookup } from '../../core/owners/owner-lookup.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import type { TableToRemap } from '../../core/remap/plan-remap.ts';
import type { RemapPorts } from '../../core/remap/remap-settings.ts';
import { systemClock } from '../../scripts/system-clock.ts';
import { lookupOf, pairOf } from '../support/identity-pairs.ts';

export const segments = 8;
export const itemsPerPage = 1_000;

export type NullTable = {
  /** As anybody would make it, for what is compared with. */
  readonly client: DynamoDBClient;
  readonly table: TableToRemap;
  readonly ports: RemapPorts;
};

/** A table that answers at once and keeps nothing, in a process of its own: what is left is what the client costs. */
export const withNullTable = async <Result>(
  { pages }: { readonly pages: number },
  work: (table: NullTable) => Promise<Result>,
): Promise<Result> => {
  const script = fileURLToPath(new URL('../support/null-table-server.ts', import.meta.url));
  const server = spawn(process.execPath, [script], {
    env: { ...process.env, PAGES: String(pages) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  const client = new DynamoDBClient({ region: 'eu-west-1', maxAttempts: 1 });
  const ours = createTableClient({ region: 'eu-west-1', maxSockets: 64 });
  try {
    return await work({ client, table, ports: createPorts(ours) });
  } finally {
    client.destroy();
    ours.destroy();
    server.kill();
  }
};

/** The first thousand users, of whom the table has every other. */
const lookup: OwnerLookup = lookupOf(...Array.from({ length: itemsPerPage }, (_, n) => pairOf(n)));

const [rules] = toOwnerRules([{ name: 'Null', owners: [{ path: 'owner' }], dataStore: false }]);
if (rules === undefined) throw new Error('no rules');
const table: TableToRemap = {
  rules,
  facts: {
    name: 'Null',
    arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Null',
    createdAtMs: 1,
    status: 'ACTIVE',
    keyAttributes: ['id'],
    indexes: [],
    estimatedItems: 0,
    estimatedBytes: 0,
    billing: 'on-demand',
    stream: 'off',
    replicaRegions: [],
    pointInTimeRecovery: 'on',
  },
};

const createPorts = (client: DynamoDBClient): RemapPorts => {
  const unlimited = () => createRateLimit({ unitsPerSecond: 1e12, unitsPerCall: 1, clock: systemClock });
  return {
    tables: createTablePorts(client),
    lookup,
    clock: systemClock,
    random: Math.random,
    signal: new AbortController().signal,
    createReadLimit: unlimited,
    createWriteLimit: unlimited,
    onItems: () => undefined,
    onNote: (note) => {
      throw new Error(`The null table does not answer: ${note}.`);
    },
  };
};
