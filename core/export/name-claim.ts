import type { KeyedLine } from '../spill/keyed-line.ts';
import type { VerifiedHolder } from './merge-proposal.ts';

/** One user's claim to one sign-in name. */
export type NameClaim = VerifiedHolder & { readonly canonical: string };

type Values = [string, string, string, number, number, boolean, boolean, ...string[]];

export const encodeClaim = (claim: NameClaim): string => {
  const { canonical, sub, username, createdAtMs, lastModifiedAtMs, proven, crossed, verified } = claim;
  return JSON.stringify([canonical, sub, username, createdAtMs, lastModifiedAtMs, proven, crossed, ...verified]);
};

export const decodeClaim = ({ text }: KeyedLine): NameClaim => {
  const [canonical, sub, username, createdAtMs, lastModifiedAtMs, proven, crossed, ...verified]: Values =
    JSON.parse(text);
  return { canonical, sub, username, createdAtMs, lastModifiedAtMs, proven, crossed, verified };
};
