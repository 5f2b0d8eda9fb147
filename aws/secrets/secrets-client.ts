import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type ClientSettings, toClientConfig } from '../clients/client-settings.ts';

export const createSecretsClient = (settings: ClientSettings): SecretsManagerClient =>
  new SecretsManagerClient(toClientConfig(settings));
