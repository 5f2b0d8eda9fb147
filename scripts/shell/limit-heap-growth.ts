import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** From there on V8 lets the heap grow to four times what the last look left; below, on small machines, to twice that at most. */
const lavishFromBytes = 2_000_000_000;

/**
 * Has this process look for garbage once its heap has grown by three quarters, where V8 by itself would wait so much longer that
 * what is only passing through costs hundreds of megabytes. See `docs/decisions/040-what-export-costs-a-user.md`.
 */
export const limitHeapGrowth = (): void => {
  if (getHeapStatistics().heap_size_limit >= lavishFromBytes) setFlagsFromString('--heap-growing-percent=75');
};
