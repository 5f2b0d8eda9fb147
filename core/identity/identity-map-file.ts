import type { IdentityPair } from './identity-map.ts';

/** One line of `identity-map.jsonl`, without its line feed; keys in a fixed order, so that equal maps make equal files. */
export const formatIdentityPair = ({ oldSub, oldUsername, newSub, newUsername, via }: IdentityPair): string =>
  JSON.stringify({ oldSub, oldUsername, newSub, newUsername, via });
