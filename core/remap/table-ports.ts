import type { AttributeValue, DocumentPath, Item } from '../owners/attribute-value.ts';
import type { TableFacts } from './table-facts.ts';

/**
 * Why a call to a table did not do its work.
 * `throttled`: refused for now, nothing was done. `unknown`: the answer got lost, a write may have been done.
 * `invalid`: this request can never succeed. `unsupported`: the endpoint does not know the operation.
 * Everything else (access, credentials, a missing table) is thrown as it is.
 */
export type TableFaultKind = 'throttled' | 'unknown' | 'invalid' | 'unsupported';

export class TableFault extends Error {
  override readonly name = 'TableFault';
  readonly kind: TableFaultKind;
  /** AWS's name of the error. */
  readonly code: string;

  constructor(kind: TableFaultKind, code: string, cause?: unknown) {
    super(`${kind}: ${code}`, { cause });
    this.kind = kind;
    this.code = code;
  }
}

export type ScanRequest = {
  readonly tableName: string;
  readonly segment: number;
  readonly totalSegments: number;
  /** Root attributes to read; nothing else crosses the wire. */
  readonly attributes: readonly string[];
  readonly startKey: Item | undefined;
  readonly signal?: AbortSignal;
};

export type ScanPage = {
  readonly items: readonly Item[];
  /** Absent at the end of the segment, and only there: a page may be empty and still have one. */
  readonly lastKey: Item | undefined;
  readonly readUnits: number | undefined;
};

/**
 * A write that happens only if the item still is what it was: every `replace` and `remove` finds its old value, and every
 * `absent` place is empty. It never creates an item.
 */
export type ConditionalWrite = {
  readonly key: Item;
  readonly replace: readonly {
    readonly at: DocumentPath;
    readonly from: AttributeValue;
    readonly to: AttributeValue;
  }[];
  readonly remove?: readonly { readonly at: DocumentPath; readonly from: AttributeValue }[];
  /** Set along with the replacements, whatever stood there. */
  readonly set: readonly { readonly at: DocumentPath; readonly to: AttributeValue }[];
  readonly absent: readonly DocumentPath[];
};

/**
 * An item under another primary key: put where there is none, and deleted where it was if its lock still is what it was.
 * Both happen or neither.
 */
export type ItemMove = {
  readonly from: Item;
  /** The whole item as it is to be. */
  readonly item: Item;
  /** An attribute of the primary key. */
  readonly keyAttribute: string;
  readonly lock: { readonly attribute: string; readonly value: AttributeValue };
  /** Up to 36 characters. Sent again within ten minutes, the same move is not made twice. */
  readonly token: string;
};

export type WriteOutcome =
  | { readonly kind: 'written' }
  /** The item as it is now, where the service says so. */
  | { readonly kind: 'condition-failed'; readonly item?: Item | undefined }
  | { readonly kind: Exclude<TableFaultKind, 'unsupported'>; readonly code: string };

export type WriteAnswer<Outcomes> = {
  readonly outcomes: Outcomes;
  /** Units of table and indexes; absent where the service does not say. A failed condition is never part of it. */
  readonly writeUnits: number | undefined;
};

/** Calls fail with `TableFault` where the fault is foreseen. None of them tries again by itself. */
export type TablePorts = {
  describeTable(tableName: string): Promise<TableFacts>;
  scanSegment(request: ScanRequest): Promise<ScanPage>;
  /** Up to 25 writes of distinct items with exactly one `replace` of a root attribute each; one outcome per write, in order. */
  runStatements(tableName: string, writes: readonly ConditionalWrite[]): Promise<WriteAnswer<readonly WriteOutcome[]>>;
  updateItem(tableName: string, write: ConditionalWrite): Promise<WriteAnswer<WriteOutcome>>;
  moveItem(tableName: string, move: ItemMove): Promise<WriteAnswer<WriteOutcome>>;
  /** Strongly consistent; undefined when there is no such item. */
  getItem(
    tableName: string,
    key: Item,
    attributes: readonly string[] | 'all',
  ): Promise<{ readonly item: Item | undefined; readonly readUnits: number | undefined }>;
};

/** Statements one BatchExecuteStatement may hold: API_BatchExecuteStatement, read 2026-11-20. */
export const maxStatementsPerBatch = 25;
