import { z } from 'zod';
import type { IdentityPair } from './identity-map.ts';

const id = z.string().min(1).max(131_072);
const pairSchema = z.strictObject({
  oldSub: id,
  oldUsername: id,
  newSub: id,
  newUsername: id,
  via: z.enum(['trigger', 'import', 'operator', 'merge']),
});

/** Reads one line of `identity-map.jsonl`, or undefined when it is not one. */
export const parseIdentityLine = (line: string): IdentityPair | undefined => {
  try {
    return pairSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};
