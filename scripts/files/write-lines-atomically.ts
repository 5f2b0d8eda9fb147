import { writeFileAtomically } from './write-file-atomically.ts';

const chunkCharacters = 1 << 16;

/** Replaces a file by these lines, in pieces: a file for millions of users is longer than a string can be. Mode 0600. */
export const writeLinesAtomically = (path: string, lines: Iterable<string> | AsyncIterable<string>): Promise<void> =>
  writeFileAtomically(path, inChunks(lines));

async function* inChunks(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let chunk = '';
  for await (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
