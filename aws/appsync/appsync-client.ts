import { AppSyncClient } from '@aws-sdk/client-appsync';
import { type ClientSettings, toClientConfig } from '../clients/client-settings.ts';

export const createAppSyncClient = (settings: ClientSettings): AppSyncClient =>
  new AppSyncClient(toClientConfig(settings));
