import { z } from 'zod';
import { InterruptedError, PoolferryError } from '../errors.ts';
import type { Run } from '../journal/run-store.ts';
import type { TableToRemap } from '../remap/plan-remap.ts';
import type { RemapPace } from '../remap/remap-settings.ts';
import { readBoundUsers } from './bound-users.ts';
import type { FollowPorts } from './follow-ports.ts';
import { type FollowedTable, openFollowedTable, type TableRound } from './follow-table.ts';
import { keySchema } from './table-journal.ts';
import { openUserMarks } from './user-marks.ts';

export type FollowSettings = {
  readonly tables: readonly TableToRemap[];
  readonly pace: RemapPace;
  /** From the start of a round to the start of the next; a longer round is followed by the next at once. */
  readonly intervalMs: number;
  /** From one full round to the next, where some items are found by these only. */
  readonly fullIntervalMs: number;
  /** For so long after a user is bound, somebody may still write the old ids: by an access token of the source. */
  readonly tokenLifeMs: number;
  /** One round, and no more. */
  readonly once: boolean;
};

export type Round = {
  readonly number: number;
  /** Whether it looked for everything of those who are due, not by indexes alone where these lack some. Not if nobody is. */
  readonly isFull: boolean;
  readonly bound: number;
  /** Users whose items this round looked for. */
  readonly due: number;
  /** Of those, whom no round has looked for before. */
  readonly newlyBound: number;
  /** Who will not be looked for again. */
  readonly settled: number;
  readonly incomplete: number;
  readonly tables: readonly TableRound[];
  readonly failures: readonly FollowFailure[];
  /**
   * From the binding of a user to the end of the round that looked for their items first, at most; of those who were new to
   * this round. Unless it was full, items that are in no index wait for the next that is.
   */
  readonly lagMs: number | undefined;
};

export type FollowFailure = { readonly tableName: string; readonly message: string; readonly hint?: string };

/** What the run as a whole has done so far, also by earlier processes. */
export type FollowTotals = {
  readonly rounds: number;
  readonly followed: number;
  readonly settled: number;
  readonly changedByTable: Readonly<Record<string, number>>;
};

export type FollowWatch = {
  /** Once what earlier processes did is known. `totals` answers at any time from then on, also after an interruption. */
  onStart(totals: () => FollowTotals): void;
  onRound(round: Round): void;
};

/**
 * Clocks differ (the binding function's and ours), and scans and indexes lag behind: for so long after the last old token
 * has ended, items may still appear.
 */
const marginMs = 5 * 60_000;

const checkpointSchema = z.strictObject({
  rounds: z.number().int().nonnegative(),
  /** When the last full round began that looked at every table. */
  fullAtMs: z.number().optional(),
  /** Keys of the conflicts of each table's last round, up to so many: later rounds may not meet them otherwise. */
  conflicts: z.record(z.string(), z.array(keySchema)).optional(),
});
const conflictsKept = 1_000;

/**
 * Rewrites the items of users who have crossed, round after round, until it is told to stop. Each round reads the ledger
 * to its end and looks for the items of everybody who is due: whoever is bound, until a round after the last old token
 * has ended. A table that fails is left out from then on, and nobody is settled any more in this process.
 *
 * Where items may be in no index, only full rounds find them: the first, and then one at each interval. Users are settled by
 * full rounds alone, so that nobody is whose items none has looked for since the last old token. Conflicts are looked at again
 * by every round, also where it would not meet them.
 */
export const followUsers = async (
  settings: FollowSettings,
  ports: FollowPorts,
  run: Pick<Run, 'journal' | 'checkpoints'>,
  watch: FollowWatch,
): Promise<FollowTotals> => {
  const { clock, signal } = ports;
  const marks = await openUserMarks(run.journal('users'));
  const saved = await run.checkpoints.read('follow');
  let { rounds, fullAtMs, conflicts = {} } = saved === undefined ? { rounds: 0 } : checkpointSchema.parse(saved);
  /** Also of a round that a failed table was left out of. That is not kept: the next process may look at every table. */
  let lastFullAtMs = fullAtMs;
  const tables: FollowedTable[] = [];
  const failed = new Set<string>();
  let failures: FollowFailure[] = [];
  /** One table that fails does not keep the others from being followed; an interruption does. */
  const orFailure = async (tableName: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof PoolferryError) || error instanceof InterruptedError || signal.aborted) throw error;
      failed.add(tableName);
      const { message, hint } = error;
      failures.push({ tableName, message, ...(hint === undefined ? {} : { hint }) });
    }
  };
  // Numbered by name, so that every process of a run gives a table the same place.
  const sorted = settings.tables.toSorted((a, b) => (a.facts.name < b.facts.name ? -1 : 1));
  for (const [position, table] of sorted.entries()) {
    await orFailure(table.facts.name, async () => {
      tables.push(await openFollowedTable(table, ports, settings.pace, run.journal(`table-${position + 1}`)));
    });
  }
  const totals = (): FollowTotals => ({
    rounds,
    ...marks.counts(),
    changedByTable: Object.fromEntries(tables.map((table) => [table.tableName, table.changed()])),
  });

  watch.onStart(totals);

  const oneRound = async (): Promise<Round> => {
    const startedAtMs = clock.nowMs();
    const number = rounds + 1;
    const sinceFullMs = startedAtMs - (lastFullAtMs ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back must not keep full rounds away.
    const isTimely = sinceFullMs >= settings.fullIntervalMs || sinceFullMs < 0;
    const users = await readBoundUsers(ports.readLedger(), (user) => marks.of(user) !== 'settled');
    const { due, lookup, bound, incomplete } = users;
    const isFull = due.length > 0 && (isTimely || !tables.some(({ needsFullRounds }) => needsFullRounds));
    const results: TableRound[] = [];
    for (const table of tables) {
      const again = conflicts[table.tableName] ?? [];
      if (failed.has(table.tableName) || due.length + again.length === 0) continue;
      await orFailure(table.tableName, async () => {
        results.push(await table.follow(number, { users: due, isFull, again }, lookup));
      });
    }
    const found = results.map((table) => [table.tableName, table.conflicts.slice(0, conflictsKept)] as const);
    conflicts = {
      ...conflicts,
      ...Object.fromEntries(found.map(([name, each]) => [name, each.map(({ key }) => key)])),
    };
    const newUsers = due.filter((user) => marks.of(user) === undefined);
    const lastTokenEndedBefore = startedAtMs - settings.tokenLifeMs - marginMs;
    const settled = failed.size > 0 || !isFull ? [] : due.filter(({ boundAtMs }) => boundAtMs <= lastTokenEndedBefore);
    if (failed.size === 0) {
      await marks.mark('followed', newUsers);
      await marks.mark('settled', settled);
    }
    const finishedAtMs = clock.nowMs();
    // Whoever had crossed before there was a first round waited for somebody to begin, not for us.
    const lags = number === 1 ? [] : newUsers.map(({ boundAtMs }) => finishedAtMs - boundAtMs);
    rounds = number;
    if (isFull) {
      lastFullAtMs = startedAtMs;
      if (failed.size === 0) fullAtMs = startedAtMs;
    }
    await run.checkpoints.write('follow', { rounds, conflicts, ...(fullAtMs === undefined ? {} : { fullAtMs }) });
    return {
      number,
      isFull,
      bound,
      due: due.length,
      newlyBound: newUsers.length,
      settled: settled.length,
      incomplete,
      tables: results,
      failures,
      lagMs: lags.length === 0 ? undefined : Math.max(0, ...lags),
    };
  };

  for (;;) {
    if (signal.aborted) throw new InterruptedError();
    const startedAtMs = clock.monotonicMs();
    const round = await oneRound();
    failures = [];
    watch.onRound(round);
    if (settings.once || failed.size === settings.tables.length) return totals();
    await clock.sleep(Math.max(0, settings.intervalMs - (clock.monotonicMs() - startedAtMs)), signal);
  }
};
