import type { BenchRow } from '../bench-row.ts';
import { listInSimulatedTime } from '../simulated-quota.ts';

const pool = { users: 20_000, latencyMs: 100, requestsPerSecond: 30 };

const usersPerSecond = async (serial: boolean) => {
  const { listedMs } = await listInSimulatedTime({ ...pool, serial });
  return (pool.users * 1000) / listedMs;
};

/** In simulated time, like `export-under-quota`. `export-beside-others` takes real time. */
export const exportOverSerial: BenchRow = {
  name: 'export-over-serial',
  measures:
    'a pool of 20,000 listed in shards through 30 requests a second and 100 ms a page, in simulated time: users a second',
  unit: '/s',
  reference: 'the same pool listed as one chain of tokens',
  budget: { of: 'ratio', atLeast: 2 },
  run: async () => ({ figure: await usersPerSecond(false), reference: await usersPerSecond(true) }),
};
