export type ScratchChunk = string | Uint8Array;

/**
 * Room of a run for what does not fit into memory: files that are written once, as a whole, and read from their start. They
 * are gone with the run.
 */
export type Scratch = {
  /**
   * Durable when it resolves; a file of that name is replaced. After a crash or an error any part may have been written. Asks
   * for a chunk when the one before it has been written, so that its bytes may be used again.
   */
  write(name: string, chunks: Iterable<ScratchChunk> | AsyncIterable<ScratchChunk>): Promise<void>;
  /** A chunk holds its bytes only until the next one is asked for. */
  read(name: string): AsyncIterable<Uint8Array>;
  /** Nothing happens where there is no such file. */
  remove(name: string): Promise<void>;
};
