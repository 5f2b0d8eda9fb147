import { InterruptedError } from '../../errors.ts';
import { retry } from '../../flow/retry.ts';
import type { ListingPorts, PageQuery, UsersPage } from './listing-ports.ts';

/** So many that only a longer outage is worth a word. */
const silentAttempts = 5;

/**
 * Requests one page, within the rate limit, and waits out throttling and outages, for half an hour and more. A chain that cannot
 * begin is given up after a few seconds: it may never have been able to, and a person is still there to hear of it.
 */
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
    retry(once, {
      ...waiting,
      ...(query.paginationToken === undefined
        ? { maxAttempts: 6, maxDelayMs: 5_000 }
        : { maxAttempts: 200, maxDelayMs: 20_000 }),
      baseDelayMs: 200,
      isRetryable: isTransient,
      onRetry: (_error, made) => {
        if (made > silentAttempts) onTrouble('AWS does not answer, trying again');
      },
    });
  return retry(throughTrouble, {
    ...waiting,
    maxAttempts: 200,
    baseDelayMs: 500,
    maxDelayMs: 20_000,
    isRetryable: isThrottle,
    onRetry: () => onTrouble('AWS asks for fewer requests, waiting'),
  });
};
