import { InterruptedError, PoolferryError } from '../errors.ts';
import type { Clock } from '../flow/clock.ts';
import type { RateLimit } from '../flow/rate-limit.ts';
import { retry } from '../flow/retry.ts';
import type { UserRecord } from '../users/user-record.ts';

type UsersPage = { readonly users: readonly UserRecord[]; readonly paginationToken?: string };

export type ListingPorts = {
  readonly listUsersPage: (paginationToken: string | undefined) => Promise<UsersPage>;
  readonly rateLimit: RateLimit;
  /** The service asks for patience: waited out for half an hour and more. */
  readonly isThrottle: (error: unknown) => boolean;
  /** A call failed on its way: tried a few times. */
  readonly isTransient: (error: unknown) => boolean;
  /** Asked only about a page that was requested with a token. */
  readonly isStaleToken: (error: unknown) => boolean;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: () => number;
  readonly signal?: AbortSignal;
  /** What a person should see: "AWS asks for fewer requests" while that lasts, and "listing" when it is over. */
  readonly note?: (what: string) => void;
};

/** A listing that never gets to its end with live tokens is not going to. */
const maxReplays = 10;

/**
 * Every user of a pool, each once, in no particular order; one page is requested at a time. Short and empty pages are
 * passed over. When a token has expired the listing starts over and leaves out whom it has shown. A token that comes back
 * is an error, as is anything the ports call final. Holds the subs seen so far in memory.
 */
export async function* listAllUsers(ports: ListingPorts): AsyncGenerator<UserRecord, void, undefined> {
  const seen = new Set<string>();
  const trouble = createTroubleNotes(ports.note);
  for (let replays = 0; ; replays += 1) {
    let token: string | undefined;
    const cycle = createCycleDetector();
    try {
      do {
        const page = await requestPage(token, ports, trouble.met);
        trouble.over();
        for (const user of page.users) {
          if (seen.has(user.sub)) continue;
          seen.add(user.sub);
          yield user;
        }
        token = page.paginationToken;
        if (token !== undefined && cycle.sees(token)) throw new RepeatedToken();
      } while (token !== undefined);
      return;
    } catch (error) {
      const isStale = token !== undefined && !(error instanceof PoolferryError) && ports.isStaleToken(error);
      if (!isStale || replays >= maxReplays) throw error;
      trouble.met('the listing went stale, starting over');
    }
  }
}

const createTroubleNotes = (note: ListingPorts['note']) => {
  let isNoted = false;
  return {
    met(what: string) {
      isNoted = true;
      note?.(what);
    },
    over() {
      if (isNoted) note?.('listing');
      isNoted = false;
    },
  };
};

const requestPage = async (
  token: string | undefined,
  ports: ListingPorts,
  onTrouble: (what: string) => void,
): Promise<UsersPage> => {
  const { rateLimit, clock, random, signal, isThrottle, isTransient } = ports;
  const waiting = { clock, random, ...(signal ? { signal } : {}) };
  const once = async () => {
    if (signal?.aborted) throw new InterruptedError();
    await rateLimit.acquire(signal);
    try {
      return await ports.listUsersPage(token);
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

class RepeatedToken extends PoolferryError {
  constructor() {
    super('The listing of the user pool goes in circles: ListUsers returned a token it had returned before.', {
      code: 'listing-cycle',
      hint: 'Nothing was written. Run the same command again; if it happens again, tell AWS support.',
    });
  }
}

/** Brent's algorithm: finds a repetition within a few rounds of it while remembering one token. */
const createCycleDetector = () => {
  let remembered: string | undefined;
  let steps = 0;
  let reach = 1;
  return {
    sees(token: string): boolean {
      if (token === remembered) return true;
      steps += 1;
      if (steps === reach) {
        remembered = token;
        steps = 0;
        reach *= 2;
      }
      return false;
    },
  };
};
