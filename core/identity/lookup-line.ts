import { z } from 'zod';
import { type IdentityPair, ways } from './identity-map.ts';

const id = z.string().min(1).max(131_072);

export const identityPairSchema = z.strictObject({
  oldSub: id,
  oldUsername: id,
  newSub: id,
  newUsername: id,
  via: z.enum(ways),
});

/** Reads one line of `identity-map.jsonl`, or undefined when it is not one. */
export const parseIdentityLine = (line: string): IdentityPair | undefined => {
  try {
    return identityPairSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};
