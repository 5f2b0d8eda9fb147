/**
 * Prefixes that together begin every sub that is a UUID, and any other sub that begins with a hex digit. Longer ones would
 * leave gaps: nobody whose sub begins with `al` is in a shard of two hex digits.
 */
export const shardPrefixes: readonly string[] = [...'0123456789abcdef'];

/** First characters that no UUID has and a sub might: each is asked for once, before shards are trusted. */
export const foreignLetters: readonly string[] = [...'ghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/**
 * Signs that ids of other kinds begin with (base64, GUIDs in braces): asked for as well, but it is not known whether the filter
 * takes them, so that only a sub which does begin with one says anything. Other characters are not asked for.
 */
export const foreignSigns: readonly string[] = [...'-_.+/{'];

/** The shape that shards count on: what Cognito gives today, and promises nowhere. */
export const isUuid = (sub: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(sub);

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html, read 2026-11-20. */
export const filterOf = (prefix: string): string => `sub ^= "${prefix}"`;
