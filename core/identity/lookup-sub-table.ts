/**
 * Ids shaped like UUIDs, packed into typed arrays: 32 bytes a pair and 4 bytes a slot in each of two open-addressing
 * tables, where a `Map` of strings takes 160 and ends at 16.7 million entries.
 */
export type SubTable = {
  readonly size: number;
  /** Returns the row, or undefined when either id is not a canonical UUID. Rows count from 0. */
  add(oldSub: string, newSub: string): number | undefined;
  /** The first row with this id, or -1. */
  findOld(sub: string): number;
  findNew(sub: string): number;
  oldSub(row: number): string;
  newSub(row: number): string;
};

const wordsPerSub = 4;
const wordsPerRow = 2 * wordsPerSub;
const maxLoad = 0.75;

export const createSubTable = (): SubTable => {
  let rows = new Uint32Array(1024 * wordsPerRow);
  let slots = { old: new Uint32Array(2048), new: new Uint32Array(2048) };
  let size = 0;
  const parsed = new Uint32Array(wordsPerRow);
  /** What `parsed` begins with. One owner is asked about several times in a row: is it old, is it new. */
  let parsedSub: string | undefined;

  const findSlot = (table: Uint32Array, side: number, from: number): number => {
    const mask = table.length - 1;
    let slot = hash(parsed, from) & mask;
    for (let row = table[slot] as number; row !== 0; row = table[slot] as number) {
      if (isEqual(rows, (row - 1) * wordsPerRow + side * wordsPerSub, parsed, from)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  };

  const grow = () => {
    if ((size + 1) * wordsPerRow > rows.length) {
      const grown = new Uint32Array(Math.ceil((rows.length * 1.5) / wordsPerRow) * wordsPerRow);
      grown.set(rows);
      rows = grown;
    }
    if (size + 1 <= slots.old.length * maxLoad) return;
    const length = slots.old.length * 2;
    slots = { old: new Uint32Array(length), new: new Uint32Array(length) };
    for (let row = 0; row < size; row += 1) index(row);
  };

  /** A later row with the same id does not hide the first. */
  const index = (row: number) => {
    parsedSub = undefined;
    parsed.set(rows.subarray(row * wordsPerRow, (row + 1) * wordsPerRow));
    for (const [side, table] of [slots.old, slots.new].entries()) {
      const slot = findSlot(table, side, side * wordsPerSub);
      if (table[slot] === 0) table[slot] = row + 1;
    }
  };

  const find = (table: Uint32Array, side: number, sub: string) => {
    if (sub !== parsedSub) {
      parsedSub = undefined;
      if (!parseUuid(sub, parsed, 0)) return -1;
      parsedSub = sub;
    }
    return (table[findSlot(table, side, 0)] as number) - 1;
  };

  return {
    get size() {
      return size;
    },
    add(oldSub, newSub) {
      parsedSub = undefined;
      if (!parseUuid(oldSub, parsed, 0) || !parseUuid(newSub, parsed, wordsPerSub)) return undefined;
      const pair = parsed.slice();
      grow();
      rows.set(pair, size * wordsPerRow);
      index(size);
      size += 1;
      return size - 1;
    },
    findOld: (sub) => find(slots.old, 0, sub),
    findNew: (sub) => find(slots.new, 1, sub),
    oldSub: (row) => formatUuid(rows, row * wordsPerRow),
    newSub: (row) => formatUuid(rows, row * wordsPerRow + wordsPerSub),
  };
};

/** Only the canonical spelling, lower case: another spelling is another string, and owners are compared exactly. */
const parseUuid = (text: string, into: Uint32Array, at: number): boolean => {
  if (text.length !== 36) return false;
  let word = 0;
  let digits = 0;
  for (let position = 0; position < 36; position += 1) {
    const code = text.charCodeAt(position);
    if (position === 8 || position === 13 || position === 18 || position === 23) {
      if (code !== 45) return false;
      continue;
    }
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
    if (digit === -1) return false;
    word = (word << 4) | digit;
    digits += 1;
    if (digits % 8 === 0) into[at + digits / 8 - 1] = word;
  }
  return true;
};

/** Four digits at a time: ids are spelled out for every hit, and this is most of what a hit costs. */
const hexOfHalfWord = Array.from({ length: 65_536 }, (_, half) => half.toString(16).padStart(4, '0'));

const halfWord = (word: number) => hexOfHalfWord[word & 0xffff];

const formatUuid = (words: Uint32Array, at: number): string => {
  const [a, b, c, d] = [words[at], words[at + 1], words[at + 2], words[at + 3]] as [number, number, number, number];
  return `${halfWord(a >>> 16)}${halfWord(a)}-${halfWord(b >>> 16)}-${halfWord(b)}-${halfWord(c >>> 16)}-${halfWord(c)}${halfWord(d >>> 16)}${halfWord(d)}`;
};

/** Mixes all 16 bytes: nothing promises that any few of them are random. */
const hash = (words: Uint32Array, at: number): number => {
  let mixed = 0x9e3779b9;
  for (let word = 0; word < wordsPerSub; word += 1) {
    mixed = Math.imul(mixed ^ (words[at + word] as number), 0x85ebca6b);
    mixed ^= mixed >>> 15;
  }
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

const isEqual = (one: Uint32Array, oneAt: number, other: Uint32Array, otherAt: number): boolean =>
  one[oneAt] === other[otherAt] &&
  one[oneAt + 1] === other[otherAt + 1] &&
  one[oneAt + 2] === other[otherAt + 2] &&
  one[oneAt + 3] === other[otherAt + 3];
