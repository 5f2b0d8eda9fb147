import type { BenchRow } from '../bench-row.ts';
import { measureExport, withGeneratedPool } from '../measured-export.ts';

const SMALL = 100_000;
const LARGE = 1_000_000;
/**
 * V8 lets garbage lie until its limits are near, and moves them with how busy a process is: some 70 MB also in a bare loop of SDK
 * calls. With limits that hold still the peak is what export holds, and a million users get through a heap of 64 MB.
 */
const nodeOptions = '--max-semi-space-size=8 --max-old-space-size=64';
/**
 * Ten times the usual quota. Without any limit every shard would have a page in memory at any time, of which the SDK makes far more
 * than export does; within a limit there are as many as the rate times the latency.
 */
const requestsPerSecond = 300;

const peakMb = (size: number) =>
  withGeneratedPool({ size }, async (pool) => {
    const { maxRssBytes } = await measureExport('export', pool, { nodeOptions, requestsPerSecond });
    return maxRssBytes / 1e6;
  });

export const exportMemory: BenchRow = {
  name: 'export-memory',
  measures:
    'the peak of exporting a million users beyond that of a hundred thousand, at 300 requests a second and in a heap of 64 MB',
  unit: 'MB',
  reference: 'the peak of a hundred thousand',
  isSlow: true,
  budget: { of: 'figure', atMost: 40 },
  run: async () => {
    const reference = await peakMb(SMALL);
    return { figure: (await peakMb(LARGE)) - reference, reference };
  },
};
