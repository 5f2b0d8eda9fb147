import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type ClientSettings, toClientConfig } from '../clients/client-settings.ts';

type Logger = NonNullable<DynamoDBClientConfig['logger']>;

/**
 * The SDK hands every request and answer to `info`, and copies both, value by value, before it does. Where a logger has
 * no `info` it leaves that out: a quarter of what reading an item costs. Nothing here may log items anyway.
 */
const withoutInfo = { trace() {}, debug() {}, warn() {}, error() {} } as Partial<Logger> as Logger;

/**
 * A client that tries once: throttling and lost answers are the caller's to weigh. Wants enough sockets for everything
 * that is under way at once. An answer that stalls half way is given up like one that does not come.
 */
export const createTableClient = (settings: Omit<ClientSettings, 'maxAttempts'>): DynamoDBClient => {
  const { requestTimeoutMs = 5_000 } = settings;
  return new DynamoDBClient({
    ...toClientConfig({ ...settings, requestTimeoutMs, socketTimeoutMs: requestTimeoutMs, maxAttempts: 1 }),
    logger: withoutInfo,
  });
};
