import type { BenchRow } from '../bench-row.ts';
import { measureWrites } from '../measured-writes.ts';

export const remapWritesOverSingle: BenchRow = {
  name: 'remap-writes-over-single',
  measures: 'owners that a remap writes in a second of processor time, in batches, to a null server',
  unit: '/s',
  reference: 'a bare loop of SDK calls of UpdateItem, one item each',
  budget: { of: 'ratio', atLeast: 10 },
  run: () => measureWrites('single'),
};
