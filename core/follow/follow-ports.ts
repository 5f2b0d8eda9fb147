import type { LedgerRow } from '../identity/ledger.ts';
import type { Item } from '../owners/attribute-value.ts';
import type { TableWorkPorts } from '../remap/remap-settings.ts';

export type IndexQuery = {
  readonly tableName: string;
  readonly indexName: string;
  /** The index's partition key, and the value to look for. */
  readonly attribute: string;
  readonly value: string;
  /** What to read of the entries: the table's key. */
  readonly keyAttributes: readonly string[];
  readonly startKey: Item | undefined;
  readonly signal?: AbortSignal;
};

export type IndexPage = {
  readonly keys: readonly Item[];
  readonly lastKey: Item | undefined;
  readonly readUnits: number | undefined;
};

export type FollowPorts = TableWorkPorts & {
  /** Every row of the ledger as it is now. */
  readLedger(): AsyncIterable<LedgerRow>;
  /** Eventually consistent, as global indexes are: an item may appear in it late. */
  queryIndex(query: IndexQuery): Promise<IndexPage>;
};
