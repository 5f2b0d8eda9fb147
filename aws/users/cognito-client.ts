import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { type ClientSettings, toClientConfig } from '../clients/client-settings.ts';

export type CognitoClient = CognitoIdentityProviderClient;

/** Without the SDK's log of answers: it prepares one of every attribute, also where nobody reads it. */
export const createCognitoClient = (settings: ClientSettings): CognitoClient => {
  const client = new CognitoIdentityProviderClient(toClientConfig(settings));
  client.middlewareStack.remove('loggerMiddleware');
  return client;
};
