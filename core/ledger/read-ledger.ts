import { InterruptedError } from '../errors.ts';
import type { Clock } from '../flow/clock.ts';
import type { RateLimit } from '../flow/rate-limit.ts';
import { retry } from '../flow/retry.ts';
import type { LedgerRow } from '../identity/ledger.ts';

/** Which claims a reading is about. Each of them reads the whole table, which has no key but the sub. */
export type ClaimFilter =
  | { readonly by: 'all' | 'forgotten' }
  | { readonly by: 'login'; readonly loginHash: string }
  /** Of the source or of the target. */
  | { readonly by: 'username'; readonly username: string };

export type LedgerPage<Row> = {
  readonly rows: readonly Row[];
  readonly readUnits: number;
  /** Missing at the end of the table. */
  readonly nextKey?: unknown;
};

export type LedgerReadPorts = {
  /** Strongly consistent. */
  readClaimsPage(filter: ClaimFilter, startKey: unknown): Promise<LedgerPage<LedgerRow>>;
  /** Hashes of the sign-in names that the login index leads to this user. Strongly consistent. */
  readNamesPage(previousSub: string, startKey: unknown): Promise<LedgerPage<string>>;
  readonly isRetryable: (error: unknown) => boolean;
  /** In read units: the trigger answers sign-ins from the same table. */
  readonly rateLimit: RateLimit;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: () => number;
  readonly signal: AbortSignal;
};

/** Page by page, so that memory does not grow with the table; a page that fails is read again, not the table. Not a snapshot. */
export const readClaims = (filter: ClaimFilter, ports: LedgerReadPorts): AsyncGenerator<LedgerRow, void, undefined> =>
  readPages((startKey) => ports.readClaimsPage(filter, startKey), ports);

export const readNamesOf = (previousSub: string, ports: LedgerReadPorts): AsyncGenerator<string, void, undefined> =>
  readPages((startKey) => ports.readNamesPage(previousSub, startKey), ports);

async function* readPages<Row>(
  readPage: (startKey: unknown) => Promise<LedgerPage<Row>>,
  { rateLimit, isRetryable, clock, random, signal }: LedgerReadPorts,
) {
  let startKey: unknown;
  do {
    const attempt = async () => {
      if (signal.aborted) throw new InterruptedError();
      await rateLimit.acquire(signal);
      return readPage(startKey);
    };
    const page = await retry(attempt, {
      maxAttempts: 30,
      baseDelayMs: 100,
      maxDelayMs: 10_000,
      isRetryable,
      clock,
      random,
      signal,
    });
    rateLimit.charge(page.readUnits);
    yield* page.rows;
    startKey = page.nextKey;
  } while (startKey !== undefined);
}
