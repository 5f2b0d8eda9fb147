import { hash } from 'node:crypto';

/**
 * Remembers on which line a text stood first, in 16 bytes for each and some room. Texts are told apart by 96 bits of
 * their SHA-256, of which nobody finds two that are equal by trying.
 */
export type LineTable = {
  /** The line of the same text that was put before, if there is one; otherwise remembers this one. */
  put(text: string, line: number): number | undefined;
  /** Gives its memory back at once: a collector does not see how large it is. Nothing can be put after that. */
  release(): void;
};

const hashWords = 3;
const wordsPerSlot = hashWords + 1;

/**
 * Open addressing over one array of words. A slot whose line is 0 is free, so that lines count from 1. As many texts as are
 * expected find room at once: growing holds the old array beside the new one.
 */
export const createLineTable = (expected = 0): LineTable => {
  let slots = Math.max(1024, Math.ceil(expected * 1.3));
  let table = new Uint32Array(slots * wordsPerSlot);
  let count = 0;
  /** Of the text at hand. */
  const words = new Uint32Array(hashWords);

  /** Where this hash stands, or the free slot where it would. */
  const find = (hashes: Uint32Array, from: number): number => {
    for (let slot = (hashes[from] ?? 0) % slots; ; slot = slot + 1 === slots ? 0 : slot + 1) {
      const at = slot * wordsPerSlot;
      if (table[at + hashWords] === 0 || isSame(table, at, hashes, from)) return at;
    }
  };

  const grow = () => {
    const old = table;
    slots = Math.ceil(slots * 1.5);
    table = new Uint32Array(slots * wordsPerSlot);
    for (let from = 0; from < old.length; from += wordsPerSlot) {
      if (old[from + hashWords] !== 0) table.set(old.subarray(from, from + wordsPerSlot), find(old, from));
    }
    old.buffer.transfer(0);
  };

  return {
    put(text, line) {
      if (slots === 0) throw new Error('The table was released.');
      // As a text of bytes, because a buffer for each costs more than the hash.
      const bytes = hash('sha256', text, 'binary');
      for (let word = 0; word < hashWords; word += 1) words[word] = wordAt(bytes, 4 * word);
      const at = find(words, 0);
      const known = table[at + hashWords];
      if (known !== 0) return known;
      table.set(words, at);
      table[at + hashWords] = line;
      count += 1;
      if (count * 5 > slots * 4) grow();
      return undefined;
    },
    release() {
      table.buffer.transfer(0);
      table = new Uint32Array(0);
      slots = 0;
    },
  };
};

const wordAt = (bytes: string, at: number): number =>
  (bytes.charCodeAt(at) << 24) |
  (bytes.charCodeAt(at + 1) << 16) |
  (bytes.charCodeAt(at + 2) << 8) |
  bytes.charCodeAt(at + 3);

const isSame = (table: Uint32Array, at: number, words: Uint32Array, from: number): boolean => {
  for (let word = 0; word < hashWords; word += 1) if (table[at + word] !== words[from + word]) return false;
  return true;
};
