import { readArgon2idHash } from './argon2id-hash.ts';
import { readBcryptHash } from './bcrypt-hash.ts';
import type { PasswordHash, ReadHash } from './password-hash.ts';
import { readPbkdf2Sha256Hash } from './pbkdf2-sha256-hash.ts';
import { readScryptHash } from './scrypt-hash.ts';

/** Those that an import job can be told of. */
export type PasswordHashingAlgorithm = 'BCRYPT' | 'SCRYPT' | 'ARGON2ID' | 'PBKDF2_SHA256';

const READERS: Readonly<Record<PasswordHashingAlgorithm, ReadHash>> = {
  BCRYPT: readBcryptHash,
  SCRYPT: readScryptHash,
  ARGON2ID: readArgon2idHash,
  PBKDF2_SHA256: readPbkdf2Sha256Hash,
};

export const readPasswordHash = (
  algorithm: PasswordHashingAlgorithm,
  text: string,
): PasswordHash | 'malformed' | 'over the limits' | 'of another algorithm' => {
  const read = READERS[algorithm](text);
  if (read !== 'malformed') return read;
  const isOfAnother = Object.values(READERS).some((reader) => reader(text) !== 'malformed');
  return isOfAnother ? 'of another algorithm' : 'malformed';
};
