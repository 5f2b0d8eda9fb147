import { hash, timingSafeEqual } from 'node:crypto';
import type { StoredPassword } from './user.ts';

const digestOf = (salt: string, password: string): string => hash('sha256', `${salt}|${password}`);

/** A digest is enough here: it keeps passwords out of snapshots, and nothing outlives the process. */
export const storePassword = (salt: string, password: string, expiresAtMs?: number): StoredPassword => ({
  salt,
  digest: digestOf(salt, password),
  ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
});

export const isPassword = (stored: StoredPassword | null, password: string): boolean =>
  stored !== null && timingSafeEqual(Buffer.from(stored.digest), Buffer.from(digestOf(stored.salt, password)));
