import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type ClientSettings, toClientConfig } from '../clients/client-settings.ts';

/**
 * A client that tries once: throttling and lost answers are the caller's to weigh. Wants enough sockets for everything
 * that is under way at once.
 */
export const createTableClient = (settings: Omit<ClientSettings, 'maxAttempts'>): DynamoDBClient =>
  new DynamoDBClient(toClientConfig({ requestTimeoutMs: 5_000, ...settings, maxAttempts: 1 }));
