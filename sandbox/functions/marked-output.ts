import type { Readable } from 'node:stream';

const MARK_START = '\u0002end ';
const MARK_END = '\u0003';

/** Ends the output of invocation `number` on each stream: control characters that no function prints. */
export const endMark = (number: number): string => `${MARK_START}${number}${MARK_END}`;

type Mark = { readonly at: number; readonly length: number; readonly number: number };

const findMark = (text: string): Mark | null => {
  const at = text.indexOf(MARK_START);
  const end = at === -1 ? -1 : text.indexOf(MARK_END, at);
  if (end === -1) return null;
  return { at, length: end + 1 - at, number: Number(text.slice(at + MARK_START.length, end)) };
};

export type MarkedOutput = {
  /** Resolves when everything written before the end of this invocation has been passed on. */
  reached(number: number): Promise<void>;
};

/** Passes the text of a stream on without its marks. */
export const createMarkedOutput = (stream: Readable | null, onText: (text: string) => void): MarkedOutput => {
  let pending = '';
  let last = 0;
  const waiting = new Map<number, () => void>();

  const pass = (text: string): void => {
    if (text !== '') onText(text);
  };

  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    pending += chunk;
    for (let mark = findMark(pending); mark !== null; mark = findMark(pending)) {
      pass(pending.slice(0, mark.at));
      pending = pending.slice(mark.at + mark.length);
      last = mark.number;
      waiting.get(last)?.();
      waiting.delete(last);
    }
    const started = pending.indexOf(MARK_START[0] ?? '');
    pass(started === -1 ? pending : pending.slice(0, started));
    pending = started === -1 ? '' : pending.slice(started);
  });

  return {
    reached: (number) => (last >= number ? Promise.resolve() : new Promise((resolve) => waiting.set(number, resolve))),
  };
};
