import type { BenchRow } from '../bench-row.ts';
import { listInSimulatedTime } from '../simulated-quota.ts';

const USERS = 300_000;
const requestsPerSecond = 30;

/** In simulated time, so that neither the size of the pool nor the machine decides. `export-cpu` says what work adds. */
export const exportUnderQuota: BenchRow = {
  name: 'export-under-quota',
  measures:
    'a pool of 300,000 listed through 30 requests a second and 100 ms a page, in simulated time: users a second',
  unit: '/s',
  reference: 'the quota: 30 pages of 60 users',
  budget: { of: 'ratio', atLeast: 0.95 },
  run: async () => {
    const { listedMs, requests, throttled } = await listInSimulatedTime({
      users: USERS,
      latencyMs: 100,
      requestsPerSecond,
    });
    return {
      figure: (USERS * 1000) / listedMs,
      reference: requestsPerSecond * 60,
      notes: { listedS: listedMs / 1000, requests, throttled },
    };
  },
};
