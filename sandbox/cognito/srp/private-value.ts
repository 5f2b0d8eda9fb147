import { hash } from 'node:crypto';
import { sha256, toBytes } from './srp-group.ts';

/** The name that passwords are bound to: the part of the pool id after the Region, then the username. */
export const accountOf = (userPoolId: string, username: string): string => `${userPoolId.split('_')[1]}${username}`;

/** The part of RFC 5054's `x` that needs the password. Hexadecimal. */
export const passwordDigest = (account: string, password: string): string => hash('sha256', `${account}:${password}`);

/** RFC 5054's `x`. */
export const privateValue = (salt: string, digest: string): Buffer =>
  sha256(toBytes(BigInt(`0x${salt}`)), Buffer.from(digest, 'hex'));
