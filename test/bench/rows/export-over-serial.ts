import type { BenchRow } from '../bench-row.ts';
import { measureExport, measurePeer, usersPerSecond, withGeneratedPool } from '../measured-export.ts';

const USERS = 20_000;
const requestsPerSecond = 30;

export const exportOverSerial: BenchRow = {
  name: 'export-over-serial',
  measures: 'a pool of 20,000 exported through 30 requests a second and 100 ms a page: users a second',
  unit: '/s',
  reference: 'the same pool listed by one chain of tokens: a bare loop of SDK calls',
  isSlow: true,
  budget: { of: 'ratio', atLeast: 2 },
  run: () =>
    withGeneratedPool({ size: USERS, latencyMs: 100, requestsPerSecond }, async (pool) => {
      const bare = await measureExport('bare', pool);
      const exported = await measureExport('export', pool, { requestsPerSecond });
      const peer = await measurePeer(pool);
      return {
        figure: usersPerSecond(USERS, exported),
        reference: usersPerSecond(USERS, bare),
        ...(peer && { notes: { peerUsersPerSecond: usersPerSecond(USERS, peer) } }),
      };
    }),
};
