/** A process through which six million small arrays pass, each living just long enough to grow old: as V8 goes about it, or `limited`. */
import { limitHeapGrowth } from '../../scripts/shell/limit-heap-growth.ts';

if (process.argv[2] === 'limited') limitHeapGrowth();

const alive: number[][] = new Array(200_000);
const pass = (count: number) => {
  for (let n = 0; n < count; n += 1) alive[n % alive.length] = [n, n, n, n, n, n, n, n, n, n, n, n];
};
pass(alive.length);
// Before its first look V8 has another limit, which depends on what the process began with.
globalThis.gc?.();
pass(6_000_000);
