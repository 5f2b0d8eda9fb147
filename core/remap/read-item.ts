import type { RateLimit } from '../flow/rate-limit.ts';
import type { Item } from '../owners/attribute-value.ts';
import { persist } from './persist.ts';
import type { RemapPace, TableWorkPorts } from './remap-settings.ts';

type ItemReading = {
  readonly ports: TableWorkPorts;
  readonly pace: RemapPace;
  readonly readLimit: RateLimit;
  readonly tableName: string;
  readonly attributes: readonly string[];
};

/** Reads one item as it is now, within the read limit. */
export const readItem = (reading: ItemReading, key: Item): Promise<Item | undefined> => {
  const { ports, pace, readLimit, tableName, attributes } = reading;
  return persist(ports, pace, async () => {
    await readLimit.acquire(ports.signal);
    const { item, readUnits } = await ports.tables.getItem(tableName, key, attributes);
    // One unit was paid for by waiting.
    readLimit.charge((readUnits ?? 1) - 1);
    return item;
  });
};
