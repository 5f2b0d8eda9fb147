import type { Scratch } from './scratch.ts';

/**
 * What a run store is built on: places that hold named byte sequences, one place per run, each held by one process at a
 * time. The rules of runs are the same over files and over memory; only this differs.
 */
export type RunPlaces = {
  /** Ids of the places that hold anything, in no particular order. Empty when nothing was ever kept. */
  listIds(): Promise<readonly string[]>;
  /** Reads a small file of a run without holding it. Undefined when there is none. */
  readFile(id: string, name: string): Promise<Uint8Array | undefined>;
  /** Who has a place, in words, whether or not its lock may be broken. Undefined when nobody has, or there is none. */
  heldBy(id: string): Promise<string | undefined>;
  /** Takes a place for this process, made if absent. Throws `RefusedError` (`run-locked`) when somebody else has it. */
  take(id: string): Promise<HeldPlace>;
};

/** A place while this process holds it. Every writing verb throws (`run-lock-lost`) once another process has taken it over. */
export type HeldPlace = {
  /** The name of a file as messages show it. */
  describeFile(name: string): string;
  isEmpty(): Promise<boolean>;
  readFile(name: string): Promise<Uint8Array | undefined>;
  /** Durable when it resolves; a crash leaves the old or the new content. */
  replaceFile(name: string, content: string): Promise<void>;
  journalFile(name: string): JournalFile;
  readonly scratch: Scratch;
  /** Removes everything in it and lets go of it. Stopped half way, what is left still begins as a run of its own. */
  clear(): Promise<void>;
  /** Safe to call twice, and after the place was lost. */
  release(): Promise<void>;
};

/** The bytes of one journal. */
export type JournalFile = {
  /** From the first byte on, in chunks of any size. Nothing when the file does not exist. */
  read(): AsyncIterable<Uint8Array>;
  /** Cuts off whatever stands behind the first `length` bytes, and creates the file if it does not exist. */
  truncate(length: number): Promise<void>;
  /** Durable when it resolves. After a crash or an error any prefix of `text` may have been written. */
  append(text: string): Promise<void>;
};
