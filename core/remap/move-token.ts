import { createHash } from 'node:crypto';
import type { ItemMove } from './table-ports.ts';

/**
 * The same text for the same move of one table within one pass of one run, so that sending it again cannot make it twice. Of another
 * table or run it differs even where the items are equal: DynamoDB would take a move that was undone meanwhile for one already made.
 */
export const moveToken = (seed: string, move: Omit<ItemMove, 'token'>): string =>
  createHash('sha256').update(seed).update('\n').update(JSON.stringify(move, canonical)).digest('hex').slice(0, 36);

/** Attributes come in any order. */
export const canonical = (_: string, value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};
