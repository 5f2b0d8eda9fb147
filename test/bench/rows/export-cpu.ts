import type { BenchRow } from '../bench-row.ts';
import { measureExport, measurePeer, withGeneratedPool } from '../measured-export.ts';

/** So many that what a process does once, compiling above all, hardly counts. */
const USERS = 300_000;
/** In turns, and the least of each counts: a neighbour on the machine makes a process slower, never faster. */
const rounds = 3;

export const exportCpu: BenchRow = {
  name: 'export-cpu',
  measures: 'processor time a user that export takes beyond a bare loop of SDK calls',
  unit: 'us',
  isSlow: true,
  reference: 'the bare loop',
  budget: { of: 'processor time', atMost: 25 },
  run: () =>
    withGeneratedPool({ size: USERS }, async (pool) => {
      let [bareUs, exportUs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (let round = 0; round < rounds; round += 1) {
        bareUs = Math.min(bareUs, (await measureExport('bare', pool)).cpuUs / USERS);
        exportUs = Math.min(exportUs, (await measureExport('export', pool)).cpuUs / USERS);
      }
      const peer = await measurePeer(pool);
      return {
        figure: exportUs - bareUs,
        reference: bareUs,
        notes: {
          exportUs,
          ...(peer && { peerUs: peer.cpuUs / USERS, peerMaxRssMb: peer.maxRssBytes / 1e6 }),
        },
      };
    }),
};
