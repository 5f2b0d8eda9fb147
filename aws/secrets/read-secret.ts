import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { PoolferryError } from '../../core/errors.ts';
import type { SecretsClient } from './secrets-client.ts';

/** The current value of a secret that is one plain string. */
export const readSecret = async (client: SecretsClient, secretId: string, signal?: AbortSignal): Promise<string> => {
  const { SecretString } = await client.send(
    new GetSecretValueCommand({ SecretId: secretId }),
    signal === undefined ? {} : { abortSignal: signal },
  );
  if (SecretString === undefined || SecretString === '') {
    throw new PoolferryError(`The secret "${secretId}" holds no text.`, {
      code: 'secret-empty',
      hint: 'Store the value as a plain string.',
    });
  }
  return SecretString;
};
