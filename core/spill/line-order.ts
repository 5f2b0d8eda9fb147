import { compareKeys, decodeKeyedLine } from './keyed-line.ts';

/**
 * Where the lines of a buffer end, and how their keys compare. Numbers, not texts: a key that was cut out of a longer text
 * keeps all of that in memory, and a copy is one more thing that the collector takes for something that stays.
 */
export type LineOrder = {
  /** The next line, which ends at this byte of the buffer, its line feed included. */
  add(key: string, isPlain: boolean, end: number): void;
  startOf(line: number): number;
  endOf(line: number): number;
  /** Lines by key, equal ones as they were added. */
  sorted(buffer: Buffer): number[];
  clear(): void;
};

const firstRoom = 256;
/** As many as a number holds exactly. */
const bytesPerHead = 6;

/** What a plain key has from there on, as a number that sorts like it. Nothing is less than any sign. */
const headOf = (key: string, from: number): number => {
  let head = 0;
  for (let at = from; at < from + bytesPerHead; at += 1) head = head * 256 + (at < key.length ? key.charCodeAt(at) : 0);
  return head;
};

export const createLineOrder = (): LineOrder => {
  let room = firstRoom;
  let count = 0;
  let ends = new Float64Array(room);
  /** Where keys end; 0 for those whose bytes do not sort as they do. */
  let keyEnds = new Float64Array(room);
  /** The first bytes of keys, and those after them: few keys are equal beyond. */
  let heads = new Float64Array(room);
  let nextHeads = new Float64Array(room);

  const grow = () => {
    room *= 2;
    const larger = (array: Float64Array<ArrayBuffer>) => {
      const grown = new Float64Array(room);
      grown.set(array);
      return grown;
    };
    [ends, keyEnds, heads, nextHeads] = [larger(ends), larger(keyEnds), larger(heads), larger(nextHeads)];
  };

  const startOf = (line: number) => (line === 0 ? 0 : (ends[line - 1] as number));
  const endOf = (line: number) => ends[line] as number;

  return {
    add(key, isPlain, end) {
      if (count === room) grow();
      ends[count] = end;
      keyEnds[count] = isPlain ? startOf(count) + key.length : 0;
      heads[count] = headOf(key, 0);
      nextHeads[count] = headOf(key, bytesPerHead);
      count += 1;
    },
    startOf,
    endOf,
    sorted(buffer) {
      /** Until they are sorted. A comparison for each would decode them a dozen times. */
      const texts = new Map<number, string>();
      const keyOf = (line: number): string => {
        const known = texts.get(line);
        if (known !== undefined) return known;
        const { key } = decodeKeyedLine(buffer.toString('utf8', startOf(line), endOf(line) - 1));
        texts.set(line, key);
        return key;
      };
      const compare = (a: number, b: number): number => {
        const [endOfA, endOfB] = [keyEnds[a] as number, keyEnds[b] as number];
        // An empty key, too, is compared as a text: for it the two would look the same.
        if (endOfA === 0 || endOfB === 0) return compareKeys(keyOf(a), keyOf(b)) || a - b;
        const byHead =
          (heads[a] as number) - (heads[b] as number) || (nextHeads[a] as number) - (nextHeads[b] as number);
        return byHead || buffer.compare(buffer, startOf(b), endOfB, startOf(a), endOfA) || a - b;
      };
      return Array.from({ length: count }, (_, line) => line).sort(compare);
    },
    clear() {
      count = 0;
    },
  };
};
