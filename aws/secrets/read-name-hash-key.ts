import { PoolferryError } from '../../core/errors.ts';
import { readSecret } from './read-secret.ts';
import type { SecretsClient } from './secrets-client.ts';

const shortestKeyCharacters = 32;

/** The key of `hashLogin`. Every part of poolferry that touches one ledger must use the same. */
export const readNameHashKey = async (
  client: SecretsClient,
  secretId: string,
  signal?: AbortSignal,
): Promise<string> => {
  const key = await readSecret(client, secretId, signal);
  if (key.length < shortestKeyCharacters) {
    throw new PoolferryError(`The secret "${secretId}" is too short to be the key of the name hashes.`, {
      code: 'name-hash-key-weak',
      hint: `Use at least ${shortestKeyCharacters} random characters. Changing the key of a ledger in use orphans its rows.`,
    });
  }
  return key;
};
