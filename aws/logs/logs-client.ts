import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type ClientSettings, toClientConfig } from '../clients/client-settings.ts';

export const createLogsClient = (settings: ClientSettings): CloudWatchLogsClient =>
  new CloudWatchLogsClient(toClientConfig(settings));
