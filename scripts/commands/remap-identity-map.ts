import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { RefusedError } from '../../core/errors.ts';
import { createLookupBuilder } from '../../core/identity/lookup.ts';
import { parseIdentityLine } from '../../core/identity/lookup-line.ts';

/** Where a run keeps which file its map came from. */
export const mapFileCheckpoint = 'map-file';
export const mapFileSchema = z.object({ mapFile: z.string() });

/** Reads `identity-map.jsonl` once, as a stream: the lookup, and the hash of exactly the bytes it was built from. */
export const readIdentityMap = async (path: string) => {
  const hash = createHash('sha256');
  const builder = createLookupBuilder();
  let lineNumber = 0;
  try {
    const bytes = Readable.from(hashed(createReadStream(path), hash));
    for await (const line of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
      lineNumber += 1;
      const pair = parseIdentityLine(line);
      if (pair === undefined) throw notAMap(path, `line ${lineNumber} is not a pair of users`);
      builder.add(pair);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') throw notAMap(path, `cannot be read (${code})`);
    throw error;
  }
  if (lineNumber === 0) throw notAMap(path, 'has no pairs');
  return { lookup: builder.build(), sha256: hash.digest('hex') };
};

async function* hashed(chunks: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

const notAMap = (path: string, problem: string) =>
  new RefusedError(`The identity map "${path}" ${problem}.`, {
    code: 'bad-identity-map',
    hint: 'Make it with "poolferry map", which writes identity-map.jsonl.',
  });
