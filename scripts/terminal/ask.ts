import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * Reads one line of what a person types. Undefined when the input ends first. The terminal itself does the editing, so
 * that Ctrl-C stays a signal; rejects with the signal's reason when it aborts.
 */
export const readAnswer = (stdin: Readable, signal: AbortSignal): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const lines = createInterface({ input: stdin, terminal: false });
    const onAbort = () => {
      reject(signal.reason);
      lines.close();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => {
      signal.removeEventListener('abort', onAbort);
      stdin.pause();
      resolve(undefined);
    });
  });
