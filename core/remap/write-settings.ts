import type { AdaptiveRateLimit, RateLimit } from '../flow/rate-limit.ts';
import type { Item } from '../owners/attribute-value.ts';
import type { OwnerChange } from '../owners/plan-item.ts';
import type { RemapPace, TableWorkPorts } from './remap-settings.ts';
import type { ItemOutcome } from './tally.ts';

export type WriteJob = {
  readonly key: Item;
  readonly changes: readonly OwnerChange[];
  /** The item the changes were planned from: its key and the attributes the rules read. */
  readonly item: Item;
};

export type ItemWriter = {
  /** Makes all changes of one item or none, whatever it takes. Rejects only when the run has to stop. */
  write(job: WriteJob): Promise<ItemOutcome>;
  /** True once the endpoint refused statements as unknown and single updates took over. */
  readonly isWithoutStatements: boolean;
};

export type WriterSettings = {
  readonly ports: TableWorkPorts;
  readonly pace: RemapPace;
  readonly tableName: string;
  /** Root attributes that a re-read needs. */
  readonly attributes: readonly string[];
  readonly dataStore: boolean;
  /** What a write is taken to cost until responses tell. */
  readonly expectedUnitsPerWrite: number;
  readonly readLimit: RateLimit;
  readonly writeLimit: AdaptiveRateLimit;
};
