import type { Clock } from '../flow/clock.ts';
import type { AdaptiveRateLimit, RateLimit } from '../flow/rate-limit.ts';
import type { OwnerLookup } from '../owners/owner-lookup.ts';
import type { TablePorts } from './table-ports.ts';

/** How hard a table is worked on. None of it changes the result. */
export type RemapPace = {
  readonly tablesAtOnce: number;
  /** Segments of one table read at once. */
  readonly scanWorkers: number;
  /** Batches of statements under way, a table. */
  readonly batchesInFlight: number;
  /** Single updates under way, a table, for what statements cannot do. */
  readonly updatesInFlight: number;
  /** Attempts of one call that fails without being refused for load; about an hour at the longest delay. */
  readonly maxAttempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
};

export const defaultPace: RemapPace = {
  tablesAtOnce: 2,
  scanWorkers: 8,
  batchesInFlight: 8,
  updatesInFlight: 32,
  maxAttempts: 200,
  baseDelayMs: 50,
  maxDelayMs: 20_000,
};

/** What every operation on a table needs. Rate limits are per table. */
export type TableWorkPorts = {
  readonly tables: TablePorts;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  createReadLimit(): RateLimit;
  createWriteLimit(): AdaptiveRateLimit;
  /** Called as items are dealt with; for a progress line. */
  onItems(tableName: string, items: number): void;
  /** Something a person watching wants to know: throttling, an outage. */
  onNote(note: string): void;
};

/** With the identity map, for what asks it about every value. */
export type RemapPorts = TableWorkPorts & { readonly lookup: OwnerLookup };
