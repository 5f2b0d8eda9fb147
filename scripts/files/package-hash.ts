import { createHash } from 'node:crypto';
import { openForReading } from './open-exclusive.ts';

/** The bytes of a file of ours, in chunks. Never follows a link. */
export async function* readChunks(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await openForReading(path);
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) yield chunk as Uint8Array;
  } finally {
    await file.close();
  }
}

export const hashFile = async (path: string): Promise<{ bytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of readChunks(path)) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { bytes, sha256: hash.digest('hex') };
};
