import type { BenchRow } from '../bench-row.ts';
import { measureExport, measurePeer, withGeneratedPool } from '../measured-export.ts';

/** So many that what a process does once, compiling above all, hardly counts. */
const USERS = 300_000;

export const exportCpu: BenchRow = {
  name: 'export-cpu',
  measures: 'processor time a user that export takes beyond a bare loop of SDK calls',
  unit: 'us',
  isSlow: true,
  reference: 'the bare loop',
  budget: { of: 'processor time', atMost: 25 },
  run: () =>
    withGeneratedPool({ size: USERS }, async (pool) => {
      const bare = await measureExport('bare', pool);
      const exported = await measureExport('export', pool);
      const peer = await measurePeer(pool);
      return {
        figure: (exported.cpuUs - bare.cpuUs) / USERS,
        reference: bare.cpuUs / USERS,
        notes: {
          exportUs: exported.cpuUs / USERS,
          ...(peer && { peerUs: peer.cpuUs / USERS, peerMaxRssMb: peer.maxRssBytes / 1e6 }),
        },
      };
    }),
};
