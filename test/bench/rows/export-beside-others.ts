import type { BenchRow } from '../bench-row.ts';
import { measureExport, measurePeer, usersPerSecond, withGeneratedPool } from '../measured-export.ts';

const USERS = 20_000;
const requestsPerSecond = 30;

/** The machine has its say in this one: by waiting alone export reaches 2.3 times the bare loop, see `export-over-serial`. */
export const exportBesideOthers: BenchRow = {
  name: 'export-beside-others',
  measures: 'a pool of 20,000 exported through 30 requests a second and 100 ms a page, in real time: users a second',
  unit: '/s',
  reference: 'the same pool listed by a bare loop of SDK calls',
  isSlow: true,
  budget: { of: 'ratio', atLeast: 1.5 },
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
