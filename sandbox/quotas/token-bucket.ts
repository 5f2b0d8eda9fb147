/** Lets `perSecond` through each second, and a second's worth at once after a quiet one. Begins full. */
export type TokenBucket = {
  hasOne(nowMs: number): boolean;
  take(): void;
};

export const createTokenBucket = (perSecond: number, startMs: number): TokenBucket => {
  const capacity = Math.max(1, perSecond);
  let tokens = capacity;
  let filledAtMs = startMs;
  return {
    hasOne: (nowMs) => {
      tokens = Math.min(capacity, tokens + (Math.max(0, nowMs - filledAtMs) / 1_000) * perSecond);
      filledAtMs = nowMs;
      return tokens >= 1;
    },
    take: () => {
      tokens -= 1;
    },
  };
};
