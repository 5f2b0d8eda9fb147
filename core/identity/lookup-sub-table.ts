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

  /**
   * A slot has the row, counted from 1, in as many bits as the table has slots for, and above them the same bits of the hash: a
   * row lies somewhere in memory, and is looked at only where these agree.
   */
  const findSlot = (table: Uint32Array, side: number, from: number, hashed: number): number => {
    const mask = table.length - 1;
    let slot = hashed & mask;
    for (let entry = table[slot] as number; entry !== 0; entry = table[slot] as number) {
      if (((entry ^ hashed) & ~mask) === 0) {
        const at = ((entry & mask) - 1) * wordsPerRow + side * wordsPerSub;
        if (isEqual(rows, at, parsed, from)) return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  };

  const grow = () => {
    if ((size + 1) * wordsPerRow > rows.length) {
      const grown = new Uint32Array(Math.ceil((rows.length * 1.5) / wordsPerRow) * wordsPerRow);
      grown.set(rows);
      free(rows);
      rows = grown;
    }
    if (size + 1 <= slots.old.length * maxLoad) return;
    const length = slots.old.length * 2;
    free(slots.old);
    free(slots.new);
    slots = { old: new Uint32Array(length), new: new Uint32Array(length) };
    for (let row = 0; row < size; row += 1) index(row);
  };

  /** A later row with the same id does not hide the first. */
  const index = (row: number) => {
    parsedSub = undefined;
    parsed.set(rows.subarray(row * wordsPerRow, (row + 1) * wordsPerRow));
    for (const [side, table] of [slots.old, slots.new].entries()) {
      const from = side * wordsPerSub;
      const hashed = hash(parsed, from);
      const slot = findSlot(table, side, from, hashed);
      if (table[slot] === 0) table[slot] = (hashed & ~(table.length - 1)) | (row + 1);
    }
  };

  const find = (table: Uint32Array, side: number, sub: string) => {
    if (sub !== parsedSub) {
      const isParsed = parseUuid(sub, parsed, 0);
      parsedSub = isParsed ? sub : undefined;
      if (!isParsed) return -1;
    }
    const entry = table[findSlot(table, side, 0, hash(parsed, 0))] as number;
    return (entry & (table.length - 1)) - 1;
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

/** At once: a collector does not see how large such an array is, and the next one has just been made beside it. */
const free = (array: Uint32Array<ArrayBuffer>) => void array.buffer.transfer(0);

/** Only the canonical spelling, lower case: another spelling is another string, and owners are compared exactly. */
const parseUuid = (text: string, into: Uint32Array, at: number): boolean => {
  if (text.length !== 36) return false;
  if (text.charCodeAt(8) !== hyphen || text.charCodeAt(13) !== hyphen) return false;
  if (text.charCodeAt(18) !== hyphen || text.charCodeAt(23) !== hyphen) return false;
  const first = digitsOf(text, 0);
  const second = digitsOf(text, 4);
  const third = digitsOf(text, 9);
  const fourth = digitsOf(text, 14);
  const fifth = digitsOf(text, 19);
  const sixth = digitsOf(text, 24);
  const seventh = digitsOf(text, 28);
  const eighth = digitsOf(text, 32);
  if ((first | second | third | fourth | fifth | sixth | seventh | eighth) < 0) return false;
  into[at] = (first << 16) | second;
  into[at + 1] = (third << 16) | fourth;
  into[at + 2] = (fifth << 16) | sixth;
  into[at + 3] = (seventh << 16) | eighth;
  return true;
};

const hyphen = 45;

/** By character code; -1 for what is no lower-case hexadecimal digit. */
const digitByCode = Int8Array.from({ length: 128 }, (_, code) => '0123456789abcdef'.indexOf(String.fromCharCode(code)));

/** Four digits as a number, negative where one is none. */
const digitsOf = (text: string, at: number): number =>
  (digitOf(text, at) << 12) | (digitOf(text, at + 1) << 8) | (digitOf(text, at + 2) << 4) | digitOf(text, at + 3);

const digitOf = (text: string, at: number): number => digitByCode[text.charCodeAt(at)] ?? -1;

const codeByDigit = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** Of the eight digits of a word, the one so many bits from its end. */
const codeAt = (word: number, shift: number): number => codeByDigit[(word >>> shift) & 15] as number;

/** In one call, with every character in its place: joining strings is what most of a hit would cost. */
const formatUuid = (words: Uint32Array, at: number): string => {
  const first = words[at] as number;
  const second = words[at + 1] as number;
  const third = words[at + 2] as number;
  const fourth = words[at + 3] as number;
  // biome-ignore format: a line for each part of a UUID.
  return String.fromCharCode(
    codeAt(first, 28), codeAt(first, 24), codeAt(first, 20), codeAt(first, 16), codeAt(first, 12), codeAt(first, 8), codeAt(first, 4), codeAt(first, 0), hyphen,
    codeAt(second, 28), codeAt(second, 24), codeAt(second, 20), codeAt(second, 16), hyphen,
    codeAt(second, 12), codeAt(second, 8), codeAt(second, 4), codeAt(second, 0), hyphen,
    codeAt(third, 28), codeAt(third, 24), codeAt(third, 20), codeAt(third, 16), hyphen,
    codeAt(third, 12), codeAt(third, 8), codeAt(third, 4), codeAt(third, 0), codeAt(fourth, 28), codeAt(fourth, 24), codeAt(fourth, 20), codeAt(fourth, 16), codeAt(fourth, 12), codeAt(fourth, 8), codeAt(fourth, 4), codeAt(fourth, 0),
  );
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
