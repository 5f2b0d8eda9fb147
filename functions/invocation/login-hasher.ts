import { readNameHashKey } from '../../aws/secrets/read-name-hash-key.ts';
import type { SecretsClient } from '../../aws/secrets/secrets-client.ts';
import { hashLogin } from '../../core/identity/login-hash.ts';
import { lazily } from './lazily.ts';

/** Hashes names with the key of the ledger, which is read once per container. */
export const createLoginHasher = (client: SecretsClient, secretId: string) => {
  const key = lazily((signal: AbortSignal) => readNameHashKey(client, secretId, signal));
  return async (canonicalLogin: string, signal: AbortSignal): Promise<string> =>
    hashLogin(await key(signal), canonicalLogin);
};
