import { createHmac } from 'node:crypto';
import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';

/** The hash covers the username exactly as it was sent. A client without a secret takes any hash or none. */
export const assertSecretHash = (client: UserPoolClient, username: string, hash: string | undefined): void => {
  if (client.secret === undefined) return;
  if (hash === undefined) {
    throw new AwsError(
      'NotAuthorizedException',
      `Client ${client.id} is configured with secret but SECRET_HASH was not received`,
    );
  }
  const expected = createHmac('sha256', client.secret).update(`${username}${client.id}`).digest('base64');
  if (hash !== expected) {
    throw new AwsError('NotAuthorizedException', `Unable to verify secret hash for client ${client.id}`);
  }
};
