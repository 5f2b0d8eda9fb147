import pMap from 'p-map';
import type { RateLimit } from '../flow/rate-limit.ts';
import type { Decisions, ExportedUser, Reject } from './decide-users.ts';
import { toReject } from './decide-users.ts';

export type SecondFactorPorts = {
  /** Second factors the user has set up; undefined when the user is gone. Retries are the port's own. */
  readonly listSecondFactors: (username: string) => Promise<readonly string[] | undefined>;
  readonly rateLimit: RateLimit;
  readonly signal?: AbortSignal;
};

const concurrency = 8;

/**
 * Takes out users whose second factor must not be lost, and counts those who lose it by the operator's choice. Order is
 * kept; one call per exported user.
 */
export const checkSecondFactors = async (
  decisions: Decisions,
  passwordOnly: 'deny' | 'reset' | 'accept',
  { listSecondFactors, rateLimit, signal }: SecondFactorPorts,
): Promise<Decisions & { readonly secondFactorsLost: number }> => {
  let secondFactorsLost = 0;
  const outcomes = await pMap(
    decisions.exported,
    async (each): Promise<ExportedUser | Reject> => {
      await rateLimit.acquire(signal);
      const factors = await listSecondFactors(each.user.username);
      if (factors === undefined) return toReject(each.user, 'vanished', 'is not in the source any more');
      if (factors.length === 0) return each;
      if (passwordOnly === 'deny') return toReject(each.user, 'second-factor', `has ${factors.toSorted().join(', ')}`);
      secondFactorsLost += 1;
      return each;
    },
    { concurrency, ...(signal ? { signal } : {}) },
  );
  const exported = outcomes.filter((outcome) => 'user' in outcome);
  const rejects = outcomes.filter((outcome) => 'code' in outcome);
  const all = [...decisions.rejects, ...rejects].sort((a, b) => (a.sub < b.sub ? -1 : 1));
  return { ...decisions, exported, rejects: all, secondFactorsLost };
};
