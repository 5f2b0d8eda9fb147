import { describe, expect, it } from 'vitest';
import { createFakeTable } from '../support/fake-table.ts';
import { lookupOf, oldSub, pairOf } from '../support/identity-pairs.ts';
import { remapOnce } from '../support/remap-world.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';
import { createWriteLog } from '../support/write-log.ts';

const lookup = lookupOf(...[0, 1, 2, 3, 4].map((n) => pairOf(n)));
const items = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: { S: `item-${n}` }, owner: { S: oldSub(n % 5) } }));

/** Lives on so many writes a second, saved up for one second at most, and refuses those beyond. */
const throttle = (table: ReturnType<typeof createFakeTable>, clock: { monotonicMs(): number }, perSecond: number) => {
  let [balance, filledAtMs, refused] = [perSecond, 0, 0];
  const { beforeWrite } = table;
  table.beforeWrite = (key) => {
    const nowMs = clock.monotonicMs();
    balance = Math.min(perSecond, balance + ((nowMs - filledAtMs) / 1000) * perSecond);
    filledAtMs = nowMs;
    if (balance < 1) {
      refused += 1;
      return { kind: 'throttled', code: 'ThrottlingError' };
    }
    balance -= 1;
    return beforeWrite(key);
  };
  return { refused: () => refused };
};

describe('a table that can do less than it may be asked for', () => {
  it.each([
    [100, 200],
    [40, 1_000],
  ])(
    'that takes %d writes a second of the %d allowed is done in at most 1.1 of the time it needs',
    async (capacity, unitsPerSecond) => {
      const count = capacity * 60;
      const table = createFakeTable(items(count), { itemsPerPage: 500 });
      const clock = createSimulatedClock();
      const log = createWriteLog(table, clock);
      const { refused } = throttle(table, clock, capacity);

      const { tables, failures } = await remapOnce({ table, lookup, owners: ['owner'], clock, unitsPerSecond });

      expect(failures).toEqual([]);
      expect(tables[0]).toMatchObject({ isClean: true, passes: [{ changed: count, conflicts: 0 }, { changed: 0 }] });
      expect(log.lastAtMs() / 1000).toBeLessThanOrEqual(1.1 * (count / capacity));
      // Every refusal is one that the application may meet as well.
      expect(refused()).toBeLessThan(1.5 * count);
    },
  );
});
