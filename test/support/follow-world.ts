import { InterruptedError } from '../../core/errors.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { FollowPorts } from '../../core/follow/follow-ports.ts';
import { type FollowSettings, type FollowTotals, followUsers, type Round } from '../../core/follow/follow-users.ts';
import type { ClaimRow, LedgerRow } from '../../core/identity/ledger.ts';
import { createMemoryRunStorage, createMemoryRunStore } from '../../core/journal/create-memory-run-store.ts';
import type { Run } from '../../core/journal/run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { keyOf } from '../../core/owners/item-key.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import { createFakeTable, type FakeTable } from './fake-table.ts';
import { newSub, oldSub } from './identity-pairs.ts';
import { createSimulatedClock } from './simulated-clock.ts';

export const newYearMs = Date.UTC(2026, 0, 1);
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** The claim of the n-th user, bound to who they are now. */
export const boundRow = (n: number, boundAtMs = newYearMs): ClaimRow => ({
  previousSub: oldSub(n),
  previousUsername: `user-${n}`,
  state: 'bound',
  loginHash: `hash-${n}`,
  claimedBy: 'trigger',
  claimedAtMs: boundAtMs - 1,
  boundAtMs,
  newSub: newSub(n),
  newUsername: newSub(n),
});

export const item = (id: string, owner: string, more: Item = {}): Item => ({
  id: { S: id },
  owner: { S: owner },
  ...more,
});

export const byOwner: TableFacts['indexes'][number] = {
  name: 'byOwner',
  kind: 'global',
  keyAttributes: ['owner'],
  partitionAttributes: ['owner'],
  projection: 'keys-only',
};

type WorldOptions = {
  readonly owners?: readonly string[];
  readonly settings?: Partial<FollowSettings>;
  /** What the world does before each reading of the ledger. */
  readonly beforeRound?: () => void;
};

/** A ledger, tables, and what a run keeps, over the lives of several processes. */
export const createFollowWorld = (tables: readonly FakeTable[], rows: LedgerRow[], options: WorldOptions = {}) => {
  const { owners = ['owner'], settings = {}, beforeRound } = options;
  const clock = createSimulatedClock(newYearMs);
  let setBackMs = 0;
  const storage = createMemoryRunStorage();
  const tableOf = (name: string) => tables.find(({ facts }) => facts.name === name) as FakeTable;
  const queries: string[] = [];
  const pick = <Name extends 'scanSegment' | 'runStatements' | 'updateItem' | 'moveItem' | 'getItem' | 'describeTable'>(
    name: Name,
  ) =>
    ((...args: unknown[]) => {
      const [first] = args;
      const table = tableOf(typeof first === 'string' ? first : (first as { tableName: string }).tableName);
      return (table.ports[name] as (...all: unknown[]) => unknown)(...args);
    }) as FakeTable['ports'][Name];
  const limit = () => createRateLimit({ unitsPerSecond: 1e9, unitsPerCall: 1, clock });

  /** One process: until it has made so many rounds, or dies. `step` is called wherever it could die. */
  const live = async (rounds: number, step: () => void = () => undefined) => {
    const stop = new AbortController();
    const seen: Round[] = [];
    let totals: (() => FollowTotals) | undefined;
    const ports: FollowPorts = {
      tables: {
        scanSegment: pick('scanSegment'),
        runStatements: pick('runStatements'),
        updateItem: pick('updateItem'),
        moveItem: pick('moveItem'),
        getItem: pick('getItem'),
        describeTable: pick('describeTable'),
      },
      async *readLedger() {
        step();
        beforeRound?.();
        yield* [...rows];
        step();
      },
      async queryIndex({ tableName, indexName, attribute, value, startKey }) {
        queries.push(value);
        const { items, facts } = tableOf(tableName);
        const { keyAttributes = [] } = facts.indexes.find(({ name }) => name === indexName) ?? {};
        const found = [...items.values()].filter((each) => {
          const at = each[attribute];
          // An item that lacks a key attribute of an index is not in it.
          if (!keyAttributes.every((name) => each[name] !== undefined)) return false;
          return at !== undefined && 'S' in at && at.S === value;
        });
        const start = startKey === undefined ? 0 : Number((startKey.at as { N: string }).N);
        return {
          keys: found.slice(start, start + 2).map((each) => keyOf(each, facts.keyAttributes)),
          lastKey: start + 2 < found.length ? { at: { N: String(start + 2) } } : undefined,
          readUnits: 0.5,
        };
      },
      clock: { ...clock, nowMs: () => clock.nowMs() - setBackMs },
      random: () => 0.5,
      signal: stop.signal,
      createReadLimit: limit,
      createWriteLimit: limit,
      onItems: () => undefined,
      onNote: () => undefined,
    };
    const store = createMemoryRunStore({ storage, clock, host: 'here', processId: 1, isProcessAlive: () => false });
    const run = await store.open({ command: 'remap follow', inputHashes: {}, options: {} }, 'begin-again');
    const toFollow = tables.map(({ facts }) => {
      const [rules] = toOwnerRules([{ name: facts.name, owners: owners.map((path) => ({ path })), dataStore: false }]);
      if (rules === undefined) throw new Error('no rules');
      return { rules, facts };
    });
    const all: FollowSettings = {
      tables: toFollow,
      pace: { ...defaultPace, scanWorkers: 2, maxAttempts: 50 },
      intervalMs: minuteMs,
      tokenLifeMs: hourMs,
      fullIntervalMs: hourMs,
      once: false,
      ...settings,
    };
    try {
      await followUsers(all, ports, tap(run, step), {
        onStart: (now) => {
          totals = now;
        },
        onRound: (round) => {
          seen.push(round);
          if (seen.length >= rounds) stop.abort(new InterruptedError());
        },
      });
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
    } finally {
      await run.close();
    }
    return { rounds: seen, totals: totals?.() };
  };

  return {
    clock,
    queries,
    live,
    once: () => live(1),
    /** The wall clock of every process from now on. */
    setClockBack(ms: number) {
      setBackMs = ms;
    },
  };
};

const tap = (run: Run, step: () => void): Pick<Run, 'journal' | 'checkpoints'> => {
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    step();
    const answer = await work();
    step();
    return answer;
  };
  return {
    journal(name) {
      const journal = run.journal(name);
      return { read: () => journal.read(), append: (records) => around(() => journal.append(records)) };
    },
    checkpoints: {
      read: (name) => run.checkpoints.read(name),
      write: (name, value) => around(() => run.checkpoints.write(name, value)),
    },
  };
};

export const ownersIn = (table: FakeTable) =>
  Object.fromEntries(
    [...table.items.values()].map(({ id, owner }) => [(id as { S: string }).S, (owner as { S: string }).S]),
  );

/** Amplify's index: an item that lacks the sort key is not in it. */
export const byOwnerAndTime: TableFacts['indexes'][number] = {
  ...byOwner,
  name: 'byOwnerAndTime',
  keyAttributes: ['owner', 'createdAt'],
};

export const indexedTable = (items: readonly Item[]) => createFakeTable(items, { facts: { indexes: [byOwner] } });
