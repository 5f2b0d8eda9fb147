import type { Run } from '../../journal/run-store.ts';
import type { KeyedLine } from '../../spill/keyed-line.ts';
import { writeRun } from '../../spill/sorted-runs.ts';
import type { UserRecord } from '../../users/user-record.ts';
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
  let lines: KeyedLine[] = [];
  let length = 0;
  let keeping: Promise<void> = Promise.resolve();
  let writtenRuns = begun.runs;

  const setChain = (prefix: string, chain: ChainState) => {
    state = { ...state, chains: { ...state.chains, [prefix]: chain } };
  };

  const chain = (prefix: string): ChainState => {
    const known = state.chains[prefix];
    if (known === undefined) throw new Error(`There is no chain "${prefix}".`);
    return known;
  };

  const write = async (taken: KeyedLine[], asOf: ListingState) => {
    if (taken.length > 0) {
      const name = `users-${String(writtenRuns.length + 1).padStart(6, '0')}`;
      await writeRun(scratch, name, taken);
      writtenRuns = [...writtenRuns, name];
    }
    state = { ...state, runs: writtenRuns };
    await checkpoints.write(listingCheckpoint, { ...asOf, runs: writtenRuns, keptAtMs: nowMs() });
  };

  const keep = (): Promise<void> => {
    const [taken, asOf] = [lines, state];
    lines = [];
    length = 0;
    keeping = keeping.then(() => write(taken, asOf));
    return keeping;
  };

  const add = (user: UserRecord, attempt: number) => {
    const line = toListedUserLine(user, attempt);
    lines.push(line);
    length += line.key.length + line.text.length;
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
      const { attempt, users: before } = chain(prefix);
      for (const user of users) add(user, attempt);
      const isDone = paginationToken === undefined;
      setChain(prefix, {
        attempt,
        isDone,
        users: before + users.length,
        ...(isDone ? {} : { token: paginationToken }),
      });
      if (length >= memory) await keep();
    },
    change(changes) {
      state = { ...state, ...changes };
    },
    keep,
  };
};
