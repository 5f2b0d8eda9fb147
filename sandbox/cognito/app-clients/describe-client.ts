import type { UserPool } from '../pools/user-pool.ts';
import { toEpochSeconds, type Wire } from '../wire.ts';
import type { UserPoolClient } from './user-pool-client.ts';

/** `UserPoolClientType`. No client registered itself here. */
export const describeClient = (pool: UserPool, client: UserPoolClient): Wire => ({
  UserPoolId: pool.id,
  ClientName: client.name,
  ClientId: client.id,
  ClientType: 'REGULAR',
  ...(client.secrets[0] === undefined ? {} : { ClientSecret: client.secrets[0].value }),
  LastModifiedDate: toEpochSeconds(client.modifiedMs),
  CreationDate: toEpochSeconds(client.createdMs),
  ExplicitAuthFlows: client.authFlows,
  PreventUserExistenceErrors: client.preventUserExistenceErrors,
  ...(client.readAttributes === undefined ? {} : { ReadAttributes: client.readAttributes }),
  ...(client.writeAttributes === undefined ? {} : { WriteAttributes: client.writeAttributes }),
  ...client.others,
});
