import { setFlagsFromString } from 'node:v8';

/**
 * Has this process look for garbage once its heap has grown by three quarters. Left to itself V8 waits until it is four times
 * what the last look left, so that what is only passing through costs hundreds of megabytes. See
 * `docs/decisions/040-what-export-costs-a-user.md`.
 */
export const limitHeapGrowth = (): void => setFlagsFromString('--heap-growing-percent=75');
