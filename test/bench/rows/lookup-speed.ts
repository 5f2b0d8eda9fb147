import { fillLookup, scatteredUuid } from '../../support/fill-lookup.ts';
import type { BenchRow } from '../bench-row.ts';
import { cpuSecondsOf } from '../cpu-seconds.ts';

const PAIRS = 10_000_000;
const LOOKUPS = 1_000_000;

export const lookupSpeed: BenchRow = {
  name: 'lookup-speed',
  measures: 'subs found in a lookup of 10 million users in a second of processor time, every other one a stranger',
  unit: '/s',
  isSlow: true,
  budget: { of: 'processor time', atLeast: 2_000_000 },
  run: async () => {
    const { lookup } = fillLookup(PAIRS);
    // Spread over the whole table; odd places are of nobody.
    const subs = Array.from({ length: LOOKUPS }, (_, n) =>
      scatteredUuid(n % 2 === 0 ? 1 + ((n * 7919) % PAIRS) : 2 * PAIRS + 1 + n),
    );
    let found = 0;
    const findAll = () => {
      found = 0;
      for (const sub of subs) if (lookup.bySub(sub) !== undefined) found += 1;
    };
    // Until it is compiled as well as it will be.
    for (let round = 0; round < 3; round += 1) findAll();
    const seconds = await cpuSecondsOf(findAll);
    if (found !== LOOKUPS / 2) throw new Error(`Found ${found} subs instead of ${LOOKUPS / 2}.`);
    return { figure: LOOKUPS / seconds };
  },
};
