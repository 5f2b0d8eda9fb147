import type { BenchRow } from '../bench-row.ts';
import { measureExport, usersPerSecond, withGeneratedPool } from '../measured-export.ts';

const USERS = 200_000;
const requestsPerSecond = 30;

export const exportUnderQuota: BenchRow = {
  name: 'export-under-quota',
  measures:
    'a pool of 200,000 exported through 30 requests a second and 100 ms a page: users a second, up to the finished package',
  unit: '/s',
  reference: 'the quota: 30 pages of 60 users',
  isSlow: true,
  budget: { of: 'ratio', atLeast: 0.95 },
  run: () =>
    withGeneratedPool({ size: USERS, latencyMs: 100, requestsPerSecond }, async (pool) => {
      const measured = await measureExport('export', pool, { requestsPerSecond });
      const { listedMs = measured.elapsedMs } = measured;
      return {
        figure: usersPerSecond(USERS, measured),
        reference: requestsPerSecond * 60,
        notes: { listingUsersPerSecond: usersPerSecond(USERS, { elapsedMs: listedMs }), listedS: listedMs / 1000 },
      };
    }),
};
