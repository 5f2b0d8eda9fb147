import { statSync } from 'node:fs';
import type { BenchRow } from '../bench-row.ts';
import { triggerBundlePath } from '../trigger-bundle-path.ts';

export const triggerBundle: BenchRow = {
  name: 'trigger-bundle',
  measures: 'the migration trigger as it is deployed: one file',
  unit: 'KB',
  budget: { of: 'figure', atMost: 500 },
  run: async () => ({ figure: statSync(triggerBundlePath).size / 1_000 }),
};
