import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { type ClientSettings, toClientConfig } from '../clients/client-settings.ts';

export type CognitoClient = CognitoIdentityProviderClient;

export const createCognitoClient = (settings: ClientSettings): CognitoClient =>
  new CognitoIdentityProviderClient(toClientConfig(settings));
