import type { Clock } from '../flow/clock.ts';
import type { RateLimit } from '../flow/rate-limit.ts';
import { retry } from '../flow/retry.ts';
import type { IndexRow } from './plan-login-index.ts';

/** A row as it stands in the ledger. Every refresh has a higher generation than the ones before it. */
export type StoredIndexRow = { readonly loginHash: string; readonly generation: number };

export type RefreshPorts = {
  /** Writes at most `maxRowsPerWrite` rows, over what is there; returns those that were not taken. */
  writeRows(rows: readonly IndexRow[], generation: number): Promise<readonly IndexRow[]>;
  listRows(): AsyncIterable<StoredIndexRow>;
  /** Removes a row unless a refresh of this generation or a later one has written it. */
  removeRowOlderThan(loginHash: string, generation: number): Promise<'removed' | 'kept'>;
  /** Source subs of people who are forgotten by now. Strongly consistent. */
  readForgotten(): Promise<ReadonlySet<string>>;
  /** Removes a name if it leads to this user. */
  removeNameOf(previousSub: string, loginHash: string): Promise<'removed' | 'kept'>;
  readonly isRetryable: (error: unknown) => boolean;
  /** In rows. */
  readonly rateLimit: RateLimit;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: () => number;
  readonly signal: AbortSignal;
  onWritten(rows: number): void;
};

export type RefreshResult = { readonly written: number; readonly removed: number };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html, read 2026-11-20. */
export const maxRowsPerWrite = 25;

/**
 * Writes the index over the one before it, then removes the names that are no longer in it; so a name that stays is never
 * missing. Whoever was forgotten since the plan was made is taken out again: the tombstone is written before names are
 * removed, and here names are written before tombstones are read, so one of the two sees the other. Doing it again
 * changes nothing more.
 */
export const refreshLoginIndex = async (
  rows: readonly IndexRow[],
  generation: number,
  ports: RefreshPorts,
): Promise<RefreshResult> => {
  for (let at = 0; at < rows.length; at += maxRowsPerWrite) {
    const batch = rows.slice(at, at + maxRowsPerWrite);
    await writeAll(batch, generation, ports);
    ports.onWritten(batch.length);
  }
  let removed = await removeForgotten(rows, ports);
  for await (const { loginHash, generation: writtenAt } of ports.listRows()) {
    if (writtenAt >= generation) continue;
    await ports.rateLimit.acquire(ports.signal);
    const outcome = await persistently(() => ports.removeRowOlderThan(loginHash, generation), ports);
    if (outcome === 'removed') removed += 1;
  }
  return { written: rows.length, removed };
};

const removeForgotten = async (rows: readonly IndexRow[], ports: RefreshPorts): Promise<number> => {
  const forgotten = await ports.readForgotten();
  let removed = 0;
  for (const row of rows) {
    if (row.ambiguous || !forgotten.has(row.previousSub)) continue;
    const { previousSub, loginHash } = row;
    const outcome = await persistently(() => ports.removeNameOf(previousSub, loginHash), ports);
    if (outcome === 'removed') removed += 1;
  }
  return removed;
};

const writeAll = async (batch: readonly IndexRow[], generation: number, ports: RefreshPorts) => {
  let left = batch;
  const writeRest = async () => {
    await ports.rateLimit.acquire(ports.signal);
    ports.rateLimit.charge(left.length - 1);
    left = await ports.writeRows(left, generation);
    if (left.length > 0) throw new RowsLeft();
  };
  await persistently(writeRest, ports);
};

/** Rows that DynamoDB did not take are asked to be sent again more slowly, like a throttled call. */
class RowsLeft extends Error {
  override readonly name = 'RowsLeft';
}

const persistently = <T>(attempt: () => Promise<T>, { isRetryable, clock, random, signal }: RefreshPorts) =>
  retry(attempt, {
    maxAttempts: 30,
    baseDelayMs: 100,
    maxDelayMs: 10_000,
    isRetryable: (error) => error instanceof RowsLeft || isRetryable(error),
    clock,
    random,
    signal,
  });
