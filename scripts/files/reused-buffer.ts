import type { FileHandle } from 'node:fs/promises';
import { openForReading } from './open-exclusive.ts';

/**
 * Large files go through memory that is used again: what a collector has to find first makes a process grow. Texts of such a size are
 * still among those that it finds soon.
 */
const bufferSize = 32 * 1024;

/** The bytes of a file of ours. A chunk holds them only until the next one is asked for. */
export async function* readReusing(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await openForReading(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(bufferSize);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, bufferSize, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Writes to a file, one text or piece after the other, and hands the bytes on. */
export const createReusingWriter = (file: FileHandle, onBytes: (bytes: Uint8Array) => void = () => {}) => {
  let buffer = Buffer.allocUnsafeSlow(4 * bufferSize);
  const encode = (text: string): Uint8Array => {
    // A code unit has at most three bytes.
    if (text.length * 3 > buffer.length) buffer = Buffer.allocUnsafeSlow(text.length * 3);
    return buffer.subarray(0, buffer.write(text, 'utf8'));
  };
  return {
    async write(chunk: string | Uint8Array): Promise<void> {
      const bytes = typeof chunk === 'string' ? encode(chunk) : chunk;
      onBytes(bytes);
      for (let written = 0; written < bytes.length; ) {
        written += (await file.write(bytes, written)).bytesWritten;
      }
    },
  };
};
