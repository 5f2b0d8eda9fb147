import { createFakeTable } from '../../support/fake-table.ts';
import { lookupOf, oldSub, pairOf } from '../../support/identity-pairs.ts';
import { remapOnce } from '../../support/remap-world.ts';
import { createSimulatedClock } from '../../support/simulated-clock.ts';
import { createWriteLog } from '../../support/write-log.ts';
import type { BenchRow } from '../bench-row.ts';

const UNITS_PER_SECOND = 100;
const ITEMS = 12_000;

export const rateLimit: BenchRow = {
  name: 'rate-limit',
  measures:
    'write units a remap uses in a second of simulated time; more than 1.02 of its limit in any 10 s is an error',
  unit: '/s',
  reference: 'the limit',
  budget: { of: 'ratio', atLeast: 0.95 },
  run: async () => {
    const table = createFakeTable(
      Array.from({ length: ITEMS }, (_, n) => ({ id: { S: `item-${n}` }, owner: { S: oldSub(n % 5) } })),
      { itemsPerPage: 1_000 },
    );
    const clock = createSimulatedClock();
    const log = createWriteLog(table, clock);
    const lookup = lookupOf(...[0, 1, 2, 3, 4].map((n) => pairOf(n)));
    await remapOnce({ table, lookup, owners: ['owner'], clock, unitsPerSecond: UNITS_PER_SECOND });
    const busiest = log.busiestWindow(10_000) / 10 / UNITS_PER_SECOND;
    if (log.writes() !== ITEMS) throw new Error(`Wrote ${log.writes()} items instead of ${ITEMS}.`);
    if (busiest > 1.02) throw new Error(`Used ${busiest} of the limit in 10 s.`);
    return { figure: log.perSecond(), reference: UNITS_PER_SECOND, notes: { busiestTenSeconds: busiest } };
  },
};
