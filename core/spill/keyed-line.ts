/** A record that is sorted by its key. The text holds no line feed: JSON is the usual choice. */
export type KeyedLine = { readonly key: string; readonly text: string };

/** Lines in the order of a stream, many at a time: waiting for every single one would cost more than reading it. */
export type LineBatches = AsyncIterable<readonly KeyedLine[]>;

/** What is made of one batch is garbage before the next: larger ones would survive into the memory that is seldom cleaned. */
export const linesPerBatch = 64;

/** By UTF-16 code units, as JavaScript compares texts. */
export const compareKeys = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One line of a file, line feed included. Whatever the key holds, it stays in its line. */
export const encodeKeyedLine = ({ key, text }: KeyedLine): string => `${encodeKey(key)}\t${text}\n`;

/** With the signs that could end a line, or are no UTF-8, as JSON has them. */
const encodeKey = (key: string): string => (isPlain(key) ? key : JSON.stringify(key).slice(1, -1));

const decodeKey = (key: string): string => (key.includes('\\') ? (JSON.parse(`"${key}"`) as string) : key);

/** Of printable ASCII that stands for itself: its bytes sort as its code units do. */
export const isPlain = (key: string): boolean => !/[^ !#-[\]-~]/.test(key);

/**
 * Bytes that become lines at a time. Of a merge of many files each has so many lines in memory: few enough that they are gone
 * before the collector takes them for something that stays.
 */
const pieceSize = 1024;
const lineFeed = 10;

export async function* readKeyedLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<KeyedLine[], void, undefined> {
  // A byte order mark at the beginning is part of the first key.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of chunks) {
    for (const piece of pieces(chunk)) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines.map(decodeKeyedLine);
    }
  }
}

/** A chunk in pieces that end with a line, but for the last. */
function* pieces(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let from = 0; from < chunk.length; ) {
    const end = chunk.indexOf(lineFeed, from + pieceSize);
    const to = end < 0 ? chunk.length : end + 1;
    yield chunk.subarray(from, to);
    from = to;
  }
}

/** Of a line without its line feed. */
export const decodeKeyedLine = (line: string): KeyedLine => {
  const end = line.indexOf('\t');
  return { key: decodeKey(line.slice(0, end)), text: line.slice(end + 1) };
};
