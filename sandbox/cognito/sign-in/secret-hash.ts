import { createHmac } from 'node:crypto';
import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';

const hashOf = (secret: string, username: string, clientId: string): string =>
  createHmac('sha256', secret).update(`${username}${clientId}`).digest('base64');

/** The hash covers the username exactly as it was sent, under either secret. A client without one takes no hash. */
export const assertSecretHash = (client: UserPoolClient, username: string, hash: string | undefined): void => {
  if (client.secrets.length === 0 && hash === undefined) return;
  if (hash === undefined) {
    throw new AwsError(
      'NotAuthorizedException',
      `Client ${client.id} is configured with secret but SECRET_HASH was not received`,
    );
  }
  if (!client.secrets.some(({ value }) => hash === hashOf(value, username, client.id))) {
    throw new AwsError('NotAuthorizedException', `Unable to verify secret hash for client ${client.id}`);
  }
};
