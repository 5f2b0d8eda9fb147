import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type ClientSettings, toClientConfig } from '../clients/client-settings.ts';

export type SecretsClient = SecretsManagerClient;

export const createSecretsClient = (settings: ClientSettings): SecretsClient =>
  new SecretsManagerClient(toClientConfig(settings));
