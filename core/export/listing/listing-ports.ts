import type { Clock } from '../../flow/clock.ts';
import type { RateLimit } from '../../flow/rate-limit.ts';
import type { UserRecord } from '../../users/user-record.ts';

export type UsersPage = { readonly users: readonly UserRecord[]; readonly paginationToken?: string };

/** Where a page stands: what is asked of ListUsers besides the pool. */
export type PageQuery = { readonly filter?: string; readonly paginationToken?: string };

export type ListingPorts = {
  readonly listUsersPage: (query: PageQuery) => Promise<UsersPage>;
  readonly rateLimit: RateLimit;
  /** The service asks for patience: waited out for half an hour and more. */
  readonly isThrottle: (error: unknown) => boolean;
  /** A call failed on its way: waited out as long where the service has answered before, tried a few times where not. */
  readonly isTransient: (error: unknown) => boolean;
  /** The service does not take a parameter: asked about pages with a token, which may be stale, and with a filter. */
  readonly isRefused: (error: unknown) => boolean;
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
  readonly random: () => number;
  readonly signal?: AbortSignal;
  /** What a person should see: "AWS asks for fewer requests" while that lasts, and "listing" when it is over. */
  readonly note?: (what: string) => void;
  /** Why a pool is listed as a whole and not in shards, as soon as that is known. */
  readonly onDoubt?: (why: string) => void;
};
