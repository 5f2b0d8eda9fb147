import { z } from 'zod';

const chainSchema = z.strictObject({
  /** Grows with every start from the first page; only users of the last attempt count as listed. */
  attempt: z.number().int().positive(),
  /** Where the chain goes on; absent before its first page, and when it is done. */
  token: z.string().optional(),
  isDone: z.boolean(),
  users: z.number().int().nonnegative(),
});

/**
 * How far a listing has come, as it is kept between processes: everything up to the tokens stands in the runs. A serial
 * listing has one chain, named by the empty prefix; a sharded one has a chain for each prefix of subs.
 */
export const listingStateSchema = z.strictObject({
  startedAtMs: z.number(),
  keptAtMs: z.number(),
  mode: z.enum(['serial', 'sharded']),
  chains: z.record(z.string(), chainSchema),
  attempts: z.number().int().nonnegative(),
  /** Files of users, each sorted by sub. */
  runs: z.array(z.string()),
  /** Of a sharded listing: users of the first pages, and those of them whom the attempt of their shard that counts has not shown yet. */
  firstSubs: z.array(z.string()),
  unseen: z.array(z.string()),
  /** Something but their numbers spoke against shards: the words for it are found when everybody is listed. */
  isDoubted: z.boolean(),
  /** The listing as a whole showed a sub that is no UUID. */
  hasForeignSub: z.boolean(),
  /** Why shards were not trusted, in words. */
  differences: z.array(z.string()),
  /** A sharded listing came to its end before it was doubted, so that a serial one can be compared with it. */
  isComparable: z.boolean(),
  isComplete: z.boolean(),
});

export type ListingState = z.output<typeof listingStateSchema>;
export type ChainState = z.output<typeof chainSchema>;

/** A listing that has yet to begin. */
export const emptyListing = (nowMs: number): ListingState => ({
  startedAtMs: nowMs,
  keptAtMs: nowMs,
  mode: 'serial',
  chains: {},
  attempts: 0,
  runs: [],
  firstSubs: [],
  unseen: [],
  isDoubted: false,
  hasForeignSub: false,
  differences: [],
  isComparable: false,
  isComplete: false,
});

export const serialChain = '';

/** What was listed longer ago is listed anew: a package should not be older than the day on which it is made. */
export const maxKeptMs = 24 * 3_600_000;

/** Where a clock was set back by more than that, nobody knows how long ago it was. */
export const isTooOld = ({ startedAtMs }: Pick<ListingState, 'startedAtMs'>, nowMs: number): boolean =>
  Math.abs(nowMs - startedAtMs) > maxKeptMs;

/** Which chain would show this user. */
export const chainOf = (sub: string, { mode, chains }: Pick<ListingState, 'mode' | 'chains'>): ChainState | undefined =>
  chains[mode === 'serial' ? serialChain : sub.slice(0, 1)];

/** Named anew whenever the lines of runs change: an older listing is not gone on with. */
export const listingCheckpoint = 'listing-2';
