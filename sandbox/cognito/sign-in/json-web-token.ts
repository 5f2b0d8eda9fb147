import { sign, verify } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

export type Claims = Readonly<Record<string, unknown>>;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const signToken = (key: SigningKey, claims: Claims): string => {
  const content = `${encode({ kid: key.id, alg: 'RS256' })}.${encode(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), key.privateKey).toString('base64url')}`;
};

/** The claims of a token that this key signed, or null. Does not look at its expiry. */
export const readToken = (key: SigningKey, token: string): Claims | null => {
  const [header, payload, signature] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined) return null;
  const content = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', content, key.publicKey, Buffer.from(signature, 'base64url'))) return null;
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
};
