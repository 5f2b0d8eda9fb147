import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type ClientSettings, toClientConfig } from '../clients/client-settings.ts';

/**
 * A client that tries once: throttling and lost answers are the caller's to weigh. Wants enough sockets for everything
 * that is under way at once. An answer that stalls half way is given up like one that does not come.
 */
export const createTableClient = (settings: Omit<ClientSettings, 'maxAttempts'>): DynamoDBClient => {
  const { requestTimeoutMs = 5_000 } = settings;
  const config = toClientConfig({ ...settings, requestTimeoutMs, maxAttempts: 1 });
  return new DynamoDBClient({
    ...config,
    // A request timeout ends with the first byte of the answer; a page of a scan may have a million.
    requestHandler: { ...config.requestHandler, socketTimeout: requestTimeoutMs },
  });
};
