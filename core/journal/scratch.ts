/**
 * Room of a run for what does not fit into memory: files that are written once, as a whole, and read from their start. They
 * are gone with the run.
 */
export type Scratch = {
  /** Durable when it resolves; a file of that name is replaced. After a crash or an error any part may have been written. */
  write(name: string, chunks: Iterable<string> | AsyncIterable<string>): Promise<void>;
  /** A chunk holds its bytes only until the next one is asked for. */
  read(name: string): AsyncIterable<Uint8Array>;
  /** Nothing happens where there is no such file. */
  remove(name: string): Promise<void>;
};
