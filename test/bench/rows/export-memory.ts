import type { BenchRow } from '../bench-row.ts';
import { measureExport, withGeneratedPool } from '../measured-export.ts';

const SMALL = 100_000;
const LARGE = 1_000_000;
/**
 * Ten times the usual quota. Without any limit every shard would have a page in memory at any time, of which the SDK makes far more
 * than export does; within a limit there are as many as the rate times the latency.
 */
const requestsPerSecond = 300;

const peakMb = (size: number) =>
  withGeneratedPool({ size }, async (pool) => {
    const { maxRssBytes } = await measureExport('export', pool, { requestsPerSecond });
    return maxRssBytes / 1e6;
  });

export const exportMemory: BenchRow = {
  name: 'export-memory',
  measures: 'the peak of exporting a million users beyond that of a hundred thousand, at 300 requests a second',
  unit: 'MB',
  reference: 'the peak of a hundred thousand',
  isSlow: true,
  budget: { of: 'figure', atMost: 40 },
  run: async () => {
    const reference = await peakMb(SMALL);
    return { figure: (await peakMb(LARGE)) - reference, reference };
  },
};
