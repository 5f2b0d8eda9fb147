import { PoolferryError } from '../errors.ts';

/** What may be written down of an error: its code or its name. Messages may repeat what was sent. */
export const errorName = (error: unknown): string => {
  if (error instanceof PoolferryError) return error.code;
  return error instanceof Error && /^\w{1,80}$/.test(error.name) ? error.name : 'unknown';
};
