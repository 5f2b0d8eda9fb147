import type { IndexFacts, TableFacts } from './table-facts.ts';

/**
 * List prices of on-demand capacity in us-east-1, dollars per million units: DynamoDB pricing page, read 2026-08-01.
 * Other Regions cost up to about twice as much.
 */
const readDollarsPerMillion = 0.125;
const writeDollarsPerMillion = 0.625;

const bytesPerWriteUnit = 1024;
/** An eventually consistent read of 8 KB is one unit. */
const bytesPerReadUnit = 8192;

/** A transaction writes everything twice: TransactWriteItems, read 2026-11-20. */
const writesPerTransaction = 2;

/**
 * Write units that changing these root attributes of one item costs: the item, and in every index that has one of them
 * two writes where it is an index key (the old entry goes, a new one comes), one where it is projected. Where one is
 * part of the primary key the item moves: it is put and deleted, in a transaction, and so are its index entries. From the
 * table's average item size, and counting sparse indexes as full: an upper bound for average items.
 */
export const unitsPerChange = (facts: TableFacts, roots: readonly string[]): number => {
  const averageBytes = facts.estimatedItems > 0 ? facts.estimatedBytes / facts.estimatedItems : 0;
  const itemUnits = Math.max(1, Math.ceil(averageBytes / bytesPerWriteUnit));
  const moves = roots.some((root) => facts.keyAttributes.includes(root));
  return facts.indexes.reduce(
    (sum, index) => {
      const entryUnits = index.projection === 'all' ? itemUnits : 1;
      return sum + (moves ? 2 : writesToIndex(index, roots)) * entryUnits;
    },
    moves ? 2 * writesPerTransaction * itemUnits : itemUnits,
  );
};

const writesToIndex = ({ keyAttributes, projection }: IndexFacts, roots: readonly string[]) => {
  if (roots.some((root) => keyAttributes.includes(root))) return 2;
  if (projection === 'all') return 1;
  return projection !== 'keys-only' && roots.some((root) => projection.includes(root)) ? 1 : 0;
};

/** Bytes that a page of a scan had at least, by what it cost: pages are charged in halves of a unit, rounded up. */
export const bytesOfPage = (readUnits: number): number => Math.max(0, readUnits - 0.5) * bytesPerReadUnit;

/** The table with sizes. DynamoDB counts them every six hours or so; until then, those that were read stand for them. */
export const withSizes = (facts: TableFacts, read: { readonly items: number; readonly bytes: number }): TableFacts =>
  facts.estimatedBytes > 0 ? facts : { ...facts, estimatedItems: read.items, estimatedBytes: read.bytes };

/** Read units of one whole scan, by the table's own (lagging) size. */
export const unitsPerScan = (facts: TableFacts): number => Math.ceil(facts.estimatedBytes / bytesPerReadUnit);

export const toDollars = (units: { readonly read: number; readonly write: number }): number =>
  (units.read * readDollarsPerMillion + units.write * writeDollarsPerMillion) / 1_000_000;
