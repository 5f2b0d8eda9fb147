import type { Scratch } from './scratch.ts';

/**
 * What makes two invocations the same run: asked again with an equal identity, the same run continues.
 * Limits, output formats and consent are not part of it.
 */
export type RunIdentity = {
  readonly command: string;
  readonly sourceUserPoolId?: string;
  readonly targetUserPoolId?: string;
  /** SHA-256 of each input that decides the result, by a stable name. */
  readonly inputHashes: Readonly<Record<string, string>>;
  /** Options that change the result. JSON values only; key order does not matter. */
  readonly options: Readonly<Record<string, unknown>>;
};

/** `running` with no live lock means interrupted. */
export type RunState = 'running' | 'finished';

export type RunRecord = {
  readonly id: string;
  readonly identity: RunIdentity;
  readonly state: RunState;
  readonly startedAtMs: number;
  readonly finishedAtMs?: number;
  /** What the command reported when it finished, kept so that a rerun can say it again. */
  readonly result?: unknown;
};

/** An append-only list of JSON records that survives `kill -9`. One writer. */
export type Journal = {
  /** Resolves when the records are durable, in order, all or (after a crash) a prefix of them. */
  append(records: readonly unknown[]): Promise<void>;
  /** From the first record on. A torn last record is dropped; damage anywhere else is a `PoolferryError` naming the place. */
  read(): AsyncIterable<unknown>;
};

/** Small named values, replaced as a whole. */
export type Checkpoints = {
  read(name: string): Promise<unknown | undefined>;
  /** Resolves when durable; a crash leaves the old or the new value, never a mix. */
  write(name: string, value: unknown): Promise<void>;
};

/** A run held by this process alone. */
export type Run = {
  readonly id: string;
  readonly record: RunRecord;
  /** True when an earlier process began this run and did not finish it. */
  readonly isResumed: boolean;
  journal(name: string): Journal;
  readonly checkpoints: Checkpoints;
  readonly scratch: Scratch;
  /** Marks the run finished, durably. The lock stays until `close`. */
  finish(result: unknown): Promise<void>;
  /** Forgets the run, for commands whose result stands elsewhere: nothing of it is left. Closes it. */
  discard(): Promise<void>;
  /** Lets go of the lock. Safe to call twice. */
  close(): Promise<void>;
};

/** Where the state of writing commands is kept: files on a laptop, other stores in a fleet. */
export type RunStore = {
  /**
   * Opens the run with this identity, or begins one. Takes the lock; a lock whose process is dead on this host is taken
   * over. Throws `RefusedError` (`run-locked`) naming holder, host and age otherwise.
   * When the run with this identity has finished already: `report` returns it with `record.state === 'finished'`, so that
   * the caller says so and does nothing; `begin-again` begins a new run, for commands that are worth repeating.
   */
  open(identity: RunIdentity, whenFinished: 'report' | 'begin-again'): Promise<Run>;
  /** Opens a run by id. Throws `RefusedError` (`run-not-found`). */
  openById(id: string): Promise<Run>;
  /** A checkpoint of a run that may be another process's: takes no lock, and breaks none. */
  readCheckpoint(id: string, name: string): Promise<unknown | undefined>;
  /**
   * Who has a run, in words; undefined when nobody has. A process of another host counts, as nobody here can tell whether it
   * lives. Takes no lock, and breaks none.
   */
  heldBy(id: string): Promise<string | undefined>;
  /** Newest first. Runs that cannot be read are reported as problems, not skipped in silence. */
  list(): Promise<{ readonly runs: readonly RunRecord[]; readonly problems: readonly string[] }>;
};
