import type { AwsError } from '../aws-error.ts';
import type { SandboxClock } from '../clock.ts';
import type { Call } from '../faults/fault.ts';
import { type AccountAndRegion, errorOf } from '../faults/fault-errors.ts';
import { countCall } from './counted-call.ts';
import {
  CHALLENGE_RESPONSES_PER_SIGN_IN,
  POOL_OPERATION_REQUESTS_PER_SECOND,
  QUOTA_CATEGORIES,
  type QuotaCategoryName,
  USER_REQUESTS_PER_SECOND,
} from './quota-categories.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/** A category, or the rate of one operation in one pool, or that of reads and writes of one user. */
export type QuotaName = QuotaCategoryName | 'PerPoolOperation' | 'PerUser';

/** Cognito's request rates. None is enforced until it is switched on; they follow the sandbox's clock. */
export type Quotas = {
  /** With AWS's documented rate unless another one is given. Begins with a full second's worth. */
  enforce(quota: QuotaName, requestsPerSecond?: number): void;
  /** All of them, with AWS's rates. */
  enforceAll(): void;
  lift(quota: QuotaName): void;
  liftAll(): void;
  /** The error of a call that comes too soon; counts it otherwise. Calls that are refused do not count. */
  refusal(call: Call): AwsError | undefined;
};

const documentedRateOf = (quota: QuotaName): number => {
  if (quota === 'PerPoolOperation') return POOL_OPERATION_REQUESTS_PER_SECOND;
  if (quota === 'PerUser') return USER_REQUESTS_PER_SECOND;
  return QUOTA_CATEGORIES[quota].requestsPerSecond;
};

export const createQuotas = (at: AccountAndRegion, clock: SandboxClock): Quotas => {
  const rates = new Map<QuotaName, number>();
  const buckets = new Map<QuotaName, Map<string, TokenBucket>>();

  /** Nothing where that quota is not enforced. */
  const bucketOf = (quota: QuotaName, key = '', factor = 1): TokenBucket[] => {
    const rate = rates.get(quota);
    if (rate === undefined) return [];
    const ofQuota = buckets.get(quota);
    const bucket = ofQuota?.get(key) ?? createTokenBucket(rate * factor, clock.nowMs());
    ofQuota?.set(key, bucket);
    return [bucket];
  };

  const lift = (quota: QuotaName): void => {
    rates.delete(quota);
    buckets.delete(quota);
  };

  const enforce = (quota: QuotaName, requestsPerSecond = documentedRateOf(quota)): void => {
    rates.set(quota, requestsPerSecond);
    buckets.set(quota, new Map());
  };

  return {
    enforce,
    enforceAll: () => {
      for (const category of Object.keys(QUOTA_CATEGORIES) as QuotaCategoryName[]) enforce(category);
      enforce('PerPoolOperation');
      enforce('PerUser');
    },
    lift,
    liftAll: () => {
      for (const quota of [...rates.keys()]) lift(quota);
    },
    refusal: (call) => {
      if (rates.size === 0) return undefined;
      const counted = countCall(call);
      if (counted === undefined) return undefined;
      const nowMs = clock.nowMs();
      const { category, isChallengeResponse, poolOperation, user } = counted;
      const ofChallenges = isChallengeResponse
        ? bucketOf(category, 'challenge responses', CHALLENGE_RESPONSES_PER_SIGN_IN)
        : [];
      const needed = [
        ...(ofChallenges.some((bucket) => bucket.hasOne(nowMs)) ? ofChallenges : bucketOf(category)),
        ...(poolOperation === undefined ? [] : bucketOf('PerPoolOperation', poolOperation)),
        ...(user === undefined ? [] : bucketOf('PerUser', user)),
      ];
      if (!needed.every((bucket) => bucket.hasOne(nowMs))) return errorOf('throttle', call, at);
      for (const bucket of needed) bucket.take();
      return undefined;
    },
  };
};
