import { AwsError } from '../../aws-error.ts';
import { addGeneratedSecret, addSecret, describeSecret } from '../app-clients/client-secrets.ts';
import { clientOfPool, poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

type AddUserPoolClientSecretRequest = {
  readonly UserPoolId: string;
  readonly ClientId: string;
  readonly ClientSecret?: string;
};

export const addUserPoolClientSecret = defineOperation<AddUserPoolClientSecretRequest>(
  ['UserPoolId', 'ClientId', 'ClientSecret'],
  (state, request) => {
    const client = clientOfPool(poolOf(state, request.UserPoolId), request.ClientId);
    if (client.secrets.length === 0) {
      throw new AwsError('InvalidParameterException', `Client ${client.id} is not configured with a secret.`);
    }
    if (request.ClientSecret !== undefined) {
      return { ClientSecretDescriptor: describeSecret(addSecret(state, client, request.ClientSecret)) };
    }
    const secret = addGeneratedSecret(state, client);
    return { ClientSecretDescriptor: { ...describeSecret(secret), ClientSecretValue: secret.value } };
  },
);
