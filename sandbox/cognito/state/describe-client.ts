import { toEpochSeconds, type Wire } from '../wire.ts';
import type { UserPool } from './user-pool.ts';
import type { UserPoolClient } from './user-pool-client.ts';

/** `UserPoolClientType`. Lifetimes are shown in seconds, whatever unit they were given in. */
export const describeClient = (pool: UserPool, client: UserPoolClient): Wire => ({
  UserPoolId: pool.id,
  ClientName: client.name,
  ClientId: client.id,
  ...(client.secrets[0] === undefined ? {} : { ClientSecret: client.secrets[0].value }),
  LastModifiedDate: toEpochSeconds(client.createdMs),
  CreationDate: toEpochSeconds(client.createdMs),
  ExplicitAuthFlows: client.authFlows,
  PreventUserExistenceErrors: client.preventUserExistenceErrors,
  ...(client.readAttributes === undefined ? {} : { ReadAttributes: client.readAttributes }),
  ...(client.writeAttributes === undefined ? {} : { WriteAttributes: client.writeAttributes }),
  RefreshTokenValidity: client.refreshTokenMs / 1_000,
  AccessTokenValidity: client.accessTokenMs / 1_000,
  IdTokenValidity: client.idTokenMs / 1_000,
  TokenValidityUnits: { RefreshToken: 'seconds', AccessToken: 'seconds', IdToken: 'seconds' },
  EnableTokenRevocation: true,
  AllowedOAuthFlowsUserPoolClient: false,
  ...client.others,
});
