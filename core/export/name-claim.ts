import type { KeyedLine } from '../spill/keyed-line.ts';
import { areTabFields } from '../spill/tab-fields.ts';
import type { NameProof } from '../users/login-identifiers.ts';
import type { VerifiedHolder } from './merge-proposal.ts';

/** One user's claim to one sign-in name. */
export type NameClaim = VerifiedHolder & {
  readonly canonical: string;
  /** The user does not cross, and claims nothing in the target: only what the source verified counts against others. */
  readonly staysBehind: boolean;
};

const plainFields = 8;

/** Fields between tabs; where that would not be exact, JSON, which begins with a bracket: nothing else does. */
export const encodeClaim = (claim: NameClaim): string => {
  const { canonical, sub, username, createdAtMs, lastModifiedAtMs, proof, crossed, staysBehind, verified } = claim;
  let text = `${createdAtMs}\t${lastModifiedAtMs}\t${proof}\t${crossed}\t${staysBehind}\t${sub}\t${canonical}\t${username}`;
  for (const address of verified) text += `\t${address}`;
  if (areTabFields(text, plainFields + verified.length)) return text;
  const fields = [createdAtMs, lastModifiedAtMs, proof, crossed, staysBehind, sub, canonical, username, ...verified];
  return JSON.stringify(fields.map(String));
};

export const decodeClaim = ({ text }: KeyedLine): NameClaim => {
  const fields: string[] = text.startsWith('[') ? JSON.parse(text) : text.split('\t');
  const [
    createdAtMs,
    lastModifiedAtMs,
    proof,
    crossed,
    staysBehind,
    sub = '',
    canonical = '',
    username = '',
    ...verified
  ] = fields;
  return {
    canonical,
    sub,
    username,
    createdAtMs: Number(createdAtMs),
    lastModifiedAtMs: Number(lastModifiedAtMs),
    proof: proof as NameProof,
    crossed: crossed === 'true',
    staysBehind: staysBehind === 'true',
    verified,
  };
};
