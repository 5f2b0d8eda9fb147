import { createHmac } from 'node:crypto';

/**
 * Values that only depend on the seed and on what they are for. Naming the purpose, not drawing from one stream, keeps
 * an id the same whatever else was created before it.
 */
export type SeededValues = {
  bytes(purpose: string, length: number): Buffer;
  uuid(purpose: string): string;
  /** `length` characters of `alphabet`. */
  text(purpose: string, alphabet: string, length: number): string;
  /** A whole number in [0, below). */
  integer(purpose: string, below: number): number;
};

export const DIGITS = '0123456789';
export const LOWER_CASE_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const createSeededValues = (seed: string): SeededValues => {
  const bytes = (purpose: string, length: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let block = 0; block * 32 < length; block += 1) {
      blocks.push(createHmac('sha256', seed).update(`${block}|${purpose}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  };
  return {
    bytes,
    uuid: (purpose) => {
      const raw = bytes(`uuid|${purpose}`, 16);
      raw[6] = ((raw[6] ?? 0) & 0x0f) | 0x40;
      raw[8] = ((raw[8] ?? 0) & 0x3f) | 0x80;
      const hex = raw.toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    },
    text: (purpose, alphabet, length) =>
      Array.from(bytes(`text|${purpose}`, length), (byte) => alphabet[byte % alphabet.length]).join(''),
    integer: (purpose, below) => bytes(`integer|${purpose}`, 6).readUIntBE(0, 6) % below,
  };
};
