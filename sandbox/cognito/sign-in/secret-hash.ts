import { createHmac } from 'node:crypto';
import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';

const hashOf = (secret: string, username: string, clientId: string): string =>
  createHmac('sha256', secret).update(`${username}${clientId}`).digest('base64');

/** The hash covers the username exactly as it was sent. A client without a secret takes none. */
export const assertSecretHash = (client: UserPoolClient, username: string, hash: string | undefined): void => {
  if (client.secret === undefined && hash === undefined) return;
  if (hash === undefined) {
    throw new AwsError(
      'NotAuthorizedException',
      `Client ${client.id} is configured with secret but SECRET_HASH was not received`,
    );
  }
  if (client.secret === undefined || hash !== hashOf(client.secret, username, client.id)) {
    throw new AwsError('NotAuthorizedException', `Unable to verify secret hash for client ${client.id}`);
  }
};
