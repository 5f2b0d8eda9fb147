/**
 * Prefixes that together begin every sub that is a UUID, and any other sub that begins with a hex digit. Longer ones would
 * leave gaps: nobody whose sub begins with `al` is in a shard of two hex digits.
 */
export const shardPrefixes: readonly string[] = [...'0123456789abcdef'];

const printableAscii = Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCharCode(0x20 + at));

export const isLetter = (character: string): boolean => /^[a-z]$/i.test(character);

const beyondShards = printableAscii.filter((character) => !shardPrefixes.includes(character));

/**
 * First characters that no UUID has and a sub might: each is asked for once, before shards are trusted. Letters come first,
 * because a filter that does not work shows itself by them.
 */
export const foreignBeginnings: readonly string[] = [
  ...beyondShards.filter(isLetter),
  ...beyondShards.filter((character) => !isLetter(character)),
];

/** The shape that shards count on: what Cognito gives today, and promises nowhere. */
export const isUuid = (sub: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(sub);

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html, read 2026-11-20. */
export const filterOf = (prefix: string): string => `sub ^= "${prefix.replace(/["\\]/g, '\\$&')}"`;
