import type { OutputStream } from '../terminal/terminal.ts';
import { toVisibleJson } from '../terminal/visible-text.ts';

/** The one document that `--json` prints: whoever has something to say first says it, and what comes later is dropped. */
export type JsonDocument = { write(value: unknown): void };

export const createJsonDocument = (stdout: OutputStream): JsonDocument => {
  let isWritten = false;
  return {
    write(value) {
      if (isWritten) return;
      isWritten = true;
      stdout.write(`${toVisibleJson(JSON.stringify(value, null, 2))}\n`);
    },
  };
};
