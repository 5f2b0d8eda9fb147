import { fillLookup } from '../../support/fill-lookup.ts';
import type { BenchRow } from '../bench-row.ts';

const PAIRS = 10_000_000;

export const lookupMemory: BenchRow = {
  name: 'lookup-memory',
  measures: 'memory that the lookup of 10 million users holds for each, usernames being subs',
  unit: 'B',
  isSlow: true,
  budget: { of: 'figure', atMost: 60 },
  run: async () => ({ figure: fillLookup(PAIRS).bytesPerPair }),
};
