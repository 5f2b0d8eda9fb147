import type { BenchRow } from '../bench-row.ts';
import { measureWrites } from '../measured-writes.ts';

export const remapWrites: BenchRow = {
  name: 'remap-writes',
  measures: 'owners that a remap writes in a second of processor time, in batches, to a null server',
  unit: '/s',
  reference: 'a bare loop of SDK batches of 25 statements',
  budget: { of: 'ratio', atLeast: 0.8 },
  run: () => measureWrites('batches'),
};
