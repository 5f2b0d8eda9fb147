import { sha256, toBytes } from './srp-group.ts';

/** RFC 5054's `x`: all that a password amounts to in SRP. `account` is the pool's name part and the user id for SRP. */
export const privateValue = (salt: string, account: string, password: string): Buffer =>
  sha256(toBytes(BigInt(`0x${salt}`)), sha256(`${account}:${password}`));

/** The name that passwords are bound to: the part of the pool id after the Region, then the username. */
export const accountOf = (userPoolId: string, username: string): string => `${userPoolId.split('_')[1]}${username}`;
