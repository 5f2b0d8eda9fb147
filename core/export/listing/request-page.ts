import { InterruptedError } from '../../errors.ts';
import { retry } from '../../flow/retry.ts';
import type { ListingPorts, PageQuery, UsersPage } from './listing-ports.ts';

/** Requests one page, within the rate limit, and waits out throttling and short outages. */
export const requestPage = async (
  query: PageQuery,
  ports: ListingPorts,
  onTrouble: (what: string) => void,
): Promise<UsersPage> => {
  const { rateLimit, clock, random, signal, isThrottle, isTransient } = ports;
  const waiting = { clock, random, ...(signal ? { signal } : {}) };
  const once = async () => {
    if (signal?.aborted) throw new InterruptedError();
    await rateLimit.acquire(signal);
    try {
      return await ports.listUsersPage(query);
    } catch (error) {
      if (signal?.aborted) throw new InterruptedError();
      throw error;
    }
  };
  const throughTrouble = () =>
    retry(once, { ...waiting, maxAttempts: 6, baseDelayMs: 200, maxDelayMs: 5_000, isRetryable: isTransient });
  return retry(throughTrouble, {
    ...waiting,
    maxAttempts: 200,
    baseDelayMs: 500,
    maxDelayMs: 20_000,
    isRetryable: isThrottle,
    onRetry: () => onTrouble('AWS asks for fewer requests, waiting'),
  });
};
