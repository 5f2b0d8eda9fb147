import { hashLogin } from '../../core/identity/login-hash.ts';

/**
 * Hashes names with the key of the ledger, which is read once per container. Only a key that came is kept: a read that an
 * earlier invocation began, and was cut off from, must not hold up the next.
 */
export const createLoginHasher = (readKey: (signal: AbortSignal) => Promise<string>) => {
  let key: string | undefined;
  return async (canonicalLogin: string, signal: AbortSignal): Promise<string> => {
    key ??= await readKey(signal);
    return hashLogin(key, canonicalLogin);
  };
};
