import {
  type AttributeValue,
  type DocumentPath,
  type Item,
  valueAt,
  withValueAt,
} from '../../core/owners/attribute-value.ts';
import { keyOf, keyText } from '../../core/owners/item-key.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import {
  type ConditionalWrite,
  type ItemMove,
  TableFault,
  type TablePorts,
  type WriteOutcome,
} from '../../core/remap/table-ports.ts';

export type FakeCall = 'describeTable' | 'scanSegment' | 'runStatements' | 'updateItem' | 'moveItem' | 'getItem';

/** What happens to one call: it fails before it did anything, or it does its work and the answer gets lost. */
export type FakeFault = { readonly when: 'before' | 'after'; readonly error: Error };

export type FakeTable = {
  readonly ports: TablePorts;
  readonly facts: TableFacts;
  /** Every item by key text. */
  readonly items: Map<string, Item>;
  readonly calls: FakeCall[];
  /** Writes that changed an item, in order, by key text. */
  readonly writes: string[];
  put(item: Item): void;
  /** Asked before every call, with how many calls came before it. */
  faultAt: (call: FakeCall, position: number) => FakeFault | undefined;
  /** Asked per write before its condition is judged: the place for what an application does meanwhile. */
  beforeWrite: (key: Item) => WriteOutcome | undefined;
};

type FakeTableOptions = {
  readonly facts?: Partial<TableFacts>;
  readonly itemsPerPage?: number;
  readonly hasStatements?: boolean;
  readonly hasTransactions?: boolean;
  readonly tellsOldItem?: boolean;
};

/**
 * A table in memory that pages, judges conditions, and refuses what DynamoDB refuses. It keeps items as they come, so that
 * equality is equality of every attribute.
 */
export const createFakeTable = (items: Iterable<Item>, options: FakeTableOptions = {}): FakeTable => {
  const { itemsPerPage = 3, hasStatements = true, hasTransactions = true, tellsOldItem = false } = options;
  const facts: TableFacts = {
    name: 'Todo',
    arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Todo',
    createdAtMs: 1,
    status: 'ACTIVE',
    keyAttributes: ['id'],
    indexes: [],
    estimatedItems: 0,
    estimatedBytes: 0,
    billing: 'on-demand',
    stream: 'off',
    replicaRegions: [],
    pointInTimeRecovery: 'on',
    ...options.facts,
  };
  const textOf = (item: Item) => keyText(keyOf(item, facts.keyAttributes));
  const stored = new Map<string, Item>();
  const calls: FakeCall[] = [];
  const writes: string[] = [];

  const fake: FakeTable = {
    facts,
    items: stored,
    calls,
    writes,
    put: (item) => stored.set(textOf(item), item),
    faultAt: () => undefined,
    beforeWrite: () => undefined,
    ports: {
      describeTable: () => call('describeTable', () => facts),
      scanSegment: (request) =>
        call('scanSegment', () => {
          const ofSegment = [...stored]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .filter(([text]) => segmentOf(text, request.totalSegments) === request.segment)
            .filter(([text]) => request.startKey === undefined || text > keyText(request.startKey));
          const page = ofSegment.slice(0, itemsPerPage).map(([, item]) => item);
          const last = page.at(-1);
          return {
            items: page.map((item) => project(item, request.attributes)),
            // As DynamoDB does, a full last page may still have a key, with nothing behind it.
            lastKey: last !== undefined && page.length === itemsPerPage ? keyOf(last, facts.keyAttributes) : undefined,
            readUnits: 0.5,
          };
        }),
      runStatements: (_, batch) =>
        call('runStatements', () => {
          if (!hasStatements) throw new TableFault('unsupported', 'UnknownOperationException');
          const keys = batch.map((write) => keyText(write.key));
          if (batch.length === 0 || batch.length > 25 || new Set(keys).size < keys.length) {
            throw new TableFault('invalid', 'ValidationException');
          }
          const outcomes = batch.map((write) => {
            if (write.replace.length !== 1 || write.set.length + write.absent.length > 0) {
              return { kind: 'invalid', code: 'ValidationError' } as const;
            }
            const outcome = writeOne(write);
            return outcome.kind === 'condition-failed' ? { kind: outcome.kind } : outcome;
          });
          return { outcomes, writeUnits: outcomes.filter((outcome) => outcome.kind === 'written').length };
        }),
      updateItem: (_, write) =>
        call('updateItem', () => {
          const outcome = writeOne(write);
          return { outcomes: outcome, writeUnits: outcome.kind === 'written' ? 1 : undefined };
        }),
      moveItem: (_, move) =>
        call('moveItem', () => {
          if (!hasTransactions) throw new TableFault('unsupported', 'UnknownOperationException');
          const outcome = moveOne(move);
          return { outcomes: outcome, writeUnits: outcome.kind === 'written' ? 4 : undefined };
        }),
      getItem: (_, key, attributes) =>
        call('getItem', () => {
          const item = stored.get(keyText(key));
          const read = item === undefined || attributes === 'all' ? item : project(item, attributes);
          return { item: read, readUnits: 1 };
        }),
    },
  };

  const call = async <T>(name: FakeCall, work: () => T): Promise<T> => {
    const fault = fake.faultAt(name, calls.length);
    calls.push(name);
    await Promise.resolve();
    if (fault?.when === 'before') throw fault.error;
    const answer = work();
    await Promise.resolve();
    if (fault?.when === 'after') throw fault.error;
    return answer;
  };

  const writeOne = (write: ConditionalWrite): WriteOutcome => {
    const forced = fake.beforeWrite(write.key);
    if (forced !== undefined) return forced;
    const text = keyText(write.key);
    const item = stored.get(text);
    const holds =
      item !== undefined &&
      [...write.replace, ...(write.remove ?? [])].every(({ at, from }) => isEqual(valueAt(item, at), from)) &&
      write.absent.every((at) => valueAt(item, at) === undefined);
    if (!holds) return { kind: 'condition-failed', item: tellsOldItem ? item : undefined };
    const left = (write.remove ?? []).reduce((next, { at }) => without(next, at), item);
    const changed = [...write.replace, ...write.set].reduce((next, { at, to }) => assign(next, at, to), left);
    stored.set(text, changed);
    writes.push(text);
    return { kind: 'written' };
  };

  /** By the token of each, as DynamoDB remembers them for ten minutes. */
  const movesMade = new Map<string, string>();

  const moveOne = (move: ItemMove): WriteOutcome => {
    const forced = fake.beforeWrite(move.from);
    if (forced !== undefined) return forced;
    const text = JSON.stringify(move);
    const made = movesMade.get(move.token);
    if (made !== undefined && made !== text) throw new Error('IdempotentParameterMismatchException');
    if (made !== undefined) return { kind: 'written' };
    const item = stored.get(keyText(move.from));
    const isFree = !stored.has(textOf(move.item));
    if (!isFree || !isEqual(item?.[move.lock.attribute], move.lock.value)) return { kind: 'condition-failed' };
    stored.delete(keyText(move.from));
    fake.put(move.item);
    movesMade.set(move.token, text);
    writes.push(keyText(move.from));
    return { kind: 'written' };
  };

  for (const item of items) fake.put(item);
  return fake;
};

const assign = (item: Item, at: DocumentPath, to: AttributeValue): Item => {
  const [root, ...rest] = at;
  const old = item[root];
  const parent = valueAt(item, at.slice(0, -1) as unknown as DocumentPath);
  const name = at.at(-1);
  if (
    typeof name === 'string' &&
    at.length > 1 &&
    parent !== undefined &&
    'M' in parent &&
    parent.M[name] === undefined
  ) {
    return assign(item, at.slice(0, -1) as unknown as DocumentPath, { M: { ...parent.M, [name]: to } });
  }
  return { ...item, [root]: old === undefined ? to : withValueAt(old, rest, to) };
};

/** The item without one key of one of its maps. */
const without = (item: Item, at: DocumentPath): Item => {
  const inMap = at.slice(0, -1) as unknown as DocumentPath;
  const map = valueAt(item, inMap);
  if (map === undefined || !('M' in map)) throw new TypeError('only keys of maps are removed');
  return assign(item, inMap, { M: Object.fromEntries(Object.entries(map.M).filter(([key]) => key !== at.at(-1))) });
};

const project = (item: Item, attributes: readonly string[]): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => attributes.includes(name)));

const isEqual = (one: AttributeValue | undefined, other: AttributeValue): boolean => {
  if (one !== undefined && 'SS' in one && 'SS' in other) {
    return JSON.stringify([...one.SS].sort()) === JSON.stringify([...other.SS].sort());
  }
  return JSON.stringify(one) === JSON.stringify(other);
};

const segmentOf = (text: string, totalSegments: number) => {
  let hash = 7;
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return hash % totalSegments;
};
