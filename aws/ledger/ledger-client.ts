import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type ClientSettings, toClientConfig } from '../clients/client-settings.ts';

export type LedgerClient = DynamoDBDocumentClient;

export const createLedgerClient = (settings: ClientSettings): LedgerClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(toClientConfig(settings)), {
    marshallOptions: { removeUndefinedValues: true },
  });
