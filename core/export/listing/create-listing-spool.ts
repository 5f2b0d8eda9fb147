import type { Run } from '../../journal/run-store.ts';
import { createLineStore, type LineStore } from '../../spill/line-store.ts';
import { toListedUserLine } from './listed-user-line.ts';
import type { UsersPage } from './listing-ports.ts';
import { type ChainState, type ListingState, listingCheckpoint } from './listing-state.ts';

export type ListingRun = Pick<Run, 'checkpoints' | 'scratch'>;

/** Keeps what chains list: users in sorted runs, and how far each chain has come. */
export type ListingSpool = {
  /** As of the last page taken; changes are kept with the next checkpoint. */
  readonly state: ListingState;
  chain(prefix: string): ChainState;
  /** Makes a chain start from its first page; whom it showed before no longer counts as listed. */
  restart(prefix: string): void;
  /** Takes a page and moves its chain on behind it. Waits while there is too much in memory. */
  take(prefix: string, page: UsersPage): Promise<void>;
  change(changes: Partial<Omit<ListingState, 'chains' | 'attempts' | 'runs'>>): void;
  /** Everything taken and changed so far is durable when it resolves. */
  keep(): Promise<void>;
};

/**
 * A checkpoint is written after every run, and says of each chain where it stood when the run's last user was taken: after a
 * crash nobody is missing and nobody is listed twice.
 */
export const createListingSpool = (
  begun: ListingState,
  { checkpoints, scratch }: ListingRun,
  memory: number,
  nowMs: () => number,
): ListingSpool => {
  let state: ListingState = begun;
  let lines = createLineStore();
  /** Whose lines were written. */
  const spare: LineStore[] = [];
  let keeping: Promise<void> = Promise.resolve();
  let waiting = 0;
  /** Nothing that is listed after it would be kept. */
  let failure: { readonly error: unknown } | undefined;
  let writtenRuns = begun.runs;

  const setChain = (prefix: string, chain: ChainState) => {
    state = { ...state, chains: { ...state.chains, [prefix]: chain } };
  };

  const chain = (prefix: string): ChainState => {
    const known = state.chains[prefix];
    if (known === undefined) throw new Error(`There is no chain "${prefix}".`);
    return known;
  };

  const write = async (taken: LineStore, asOf: ListingState) => {
    if (taken.size > 0) {
      const name = `users-${String(writtenRuns.length + 1).padStart(6, '0')}`;
      await scratch.write(name, taken.sortedPieces());
      writtenRuns = [...writtenRuns, name];
    }
    state = { ...state, runs: writtenRuns };
    await checkpoints.write(listingCheckpoint, { ...asOf, runs: writtenRuns, keptAtMs: nowMs() });
    taken.clear();
    spare.push(taken);
  };

  const keep = (): Promise<void> => {
    const [taken, asOf] = [lines, state];
    lines = spare.pop() ?? createLineStore();
    waiting += 1;
    keeping = keeping
      .then(() => write(taken, asOf))
      .catch((error: unknown) => {
        failure ??= { error };
        throw error;
      })
      .finally(() => {
        waiting -= 1;
      });
    return keeping;
  };

  /** While one run is written the next one fills up, and then every chain waits: a slow disk must not cost memory. */
  const relieve = async () => {
    while (lines.size >= memory) await (waiting > 0 ? keeping : keep());
  };

  return {
    get state() {
      return state;
    },
    chain,
    restart(prefix) {
      const attempt = state.attempts + 1;
      state = { ...state, attempts: attempt };
      setChain(prefix, { attempt, isDone: false, users: 0 });
    },
    async take(prefix, { users, paginationToken }) {
      if (failure !== undefined) throw failure.error;
      const { attempt, users: before } = chain(prefix);
      for (const user of users) lines.add(toListedUserLine(user, attempt));
      const isDone = paginationToken === undefined;
      setChain(prefix, {
        attempt,
        isDone,
        users: before + users.length,
        ...(isDone ? {} : { token: paginationToken }),
      });
      await relieve();
    },
    change(changes) {
      state = { ...state, ...changes };
    },
    keep,
  };
};
