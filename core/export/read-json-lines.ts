import type { z } from 'zod';
import { PoolferryError } from '../errors.ts';

/** The records of a `.jsonl` file of a package, in order. Throws `PoolferryError` (`damaged-line`) with the line number. */
export async function* readJsonLines<T extends z.ZodType>(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  schema: T,
  fileName: string,
): AsyncGenerator<z.output<T>, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let line = 1;
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      yield parseLine(text, schema, fileName, line);
      line += 1;
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield parseLine(rest, schema, fileName, line);
}

const parseLine = <T extends z.ZodType>(text: string, schema: T, fileName: string, line: number): z.output<T> => {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // The cause would quote the line, and with it names of people.
    throw new PoolferryError(`"${fileName}" cannot be read at line ${line}.`, {
      code: 'damaged-line',
      hint: 'Export again into a new directory.',
    });
  }
};
