const hexDigits = [...'0123456789abcdef'];

/** Below this many users per shard, the last pages of shards, half empty, would cost more than shards win. */
const usersPerShard = 4_000;

/**
 * Prefixes that together begin every sub that is a UUID. More of them in larger pools, because a shard that was finished
 * need not be listed again.
 */
export const shardPrefixes = (estimatedUsers: number): readonly string[] =>
  estimatedUsers < 256 * usersPerShard ? hexDigits : hexDigits.flatMap((a) => hexDigits.map((b) => a + b));

/**
 * First characters that no UUID has and a sub might: each is asked for once, before shards are trusted. Other characters
 * are not asked for, because it is not known whether the filter takes them.
 */
export const foreignPrefixes: readonly string[] = [...'ghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** The shape that shards count on: what Cognito gives today, and promises nowhere. */
export const isUuid = (sub: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(sub);

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html, read 2026-11-20. */
export const filterOf = (prefix: string): string => `sub ^= "${prefix}"`;
