import { argon2Sync, pbkdf2Sync, scryptSync } from 'node:crypto';
import type { PasswordHashingAlgorithmType } from '@aws-sdk/client-cognito-identity-provider';
import bcrypt from 'bcryptjs';

const SALT = Buffer.from('0123456789abcdef');

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

const scrypt = (password: string, N: number, r: number, p: number): string => {
  const hash = scryptSync(password, SALT, 32, { N, r, p, maxmem: 2 ** 28 });
  return [N, r, p, SALT.toString('hex'), hash.toString('hex')].join('$');
};

const argon2id = (password: string, memory: number, passes: number, parallelism: number): string => {
  const hash = argon2Sync('argon2id', { message: password, nonce: SALT, memory, passes, parallelism, tagLength: 32 });
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(SALT)}$${unpadded(hash)}`;
};

const pbkdf2 = (password: string, iterations: number): string => {
  const hash = pbkdf2Sync(password, SALT, iterations, 32, 'sha256');
  return `$pbkdf2-sha256$${iterations}$${unpadded(SALT)}$${unpadded(hash)}`;
};

/** Hashes as other systems would have made them, in the formats that import jobs take. */
export const hashOf = { bcrypt: bcrypt.hashSync, scrypt, argon2id, pbkdf2 };

/** One hash of each algorithm, as cheap as it gets. */
export const cheapHash: Readonly<Record<PasswordHashingAlgorithmType, (password: string) => string>> = {
  BCRYPT: (password) => hashOf.bcrypt(password, 4),
  SCRYPT: (password) => hashOf.scrypt(password, 2, 1, 1),
  ARGON2ID: (password) => hashOf.argon2id(password, 8, 1, 1),
  PBKDF2_SHA256: (password) => hashOf.pbkdf2(password, 1),
};
