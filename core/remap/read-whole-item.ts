import type { RateLimit } from '../flow/rate-limit.ts';
import type { Item } from '../owners/attribute-value.ts';
import type { RemapPorts } from './remap-settings.ts';

/** Reads one item with everything it has, as it is now, within the read limit. Fails with a `TableFault` as ports do. */
export const readWholeItem = async (
  { ports, readLimit, tableName }: WholeItemReading,
  key: Item,
): Promise<Item | undefined> => {
  await readLimit.acquire(ports.signal);
  const { item, readUnits } = await ports.tables.getItem(tableName, key, 'all');
  // One unit was paid for by waiting.
  readLimit.charge((readUnits ?? 1) - 1);
  return item;
};

type WholeItemReading = {
  readonly ports: Pick<RemapPorts, 'tables' | 'signal'>;
  readonly readLimit: RateLimit;
  readonly tableName: string;
};
