import type { TableConfig } from '../../core/config/schema.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import {
  createMemoryRunStorage,
  createMemoryRunStore,
  type MemoryRunStorage,
} from '../../core/journal/create-memory-run-store.ts';
import type { Run, RunIdentity } from '../../core/journal/run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import type { OwnerLookup } from '../../core/owners/owner-lookup.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { executeRemap } from '../../core/remap/execute-remap.ts';
import { planUndo } from '../../core/remap/plan-undo.ts';
import { defaultPace, type RemapPorts } from '../../core/remap/remap-settings.ts';
import { undoRemap } from '../../core/remap/undo-remap.ts';
import { numberTables, type RemapResult } from '../../core/remap/work-through-tables.ts';
import type { FakeTable } from './fake-table.ts';
import { createSimulatedClock } from './simulated-clock.ts';

const identity: RunIdentity = { command: 'remap', inputHashes: { map: 'x' }, options: {} };

/** A generator of numbers in [0, 1) that a seed decides. */
export const seededRandom = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

export type World = {
  readonly table: Pick<FakeTable, 'ports' | 'facts'>;
  readonly lookup: OwnerLookup;
  readonly owners: readonly string[];
  readonly dataStore?: boolean;
  /** What the configuration says of the table beyond paths. */
  readonly config?: Partial<TableConfig>;
  readonly storage?: MemoryRunStorage;
  readonly totalSegments?: number;
  readonly unitsPerSecond?: number;
  readonly signal?: AbortSignal;
  readonly clock?: RemapPorts['clock'];
  /** Stands between the engine and its journal; for crashes. */
  readonly onJournal?: (what: 'before' | 'after') => void;
};

export const createRemapPorts = ({ table, lookup, unitsPerSecond = 1e9, signal, clock }: World) => {
  const time = clock ?? createSimulatedClock();
  const notes: string[] = [];
  const limit = () => createRateLimit({ unitsPerSecond, unitsPerCall: 1, clock: time });
  const ports: RemapPorts = {
    tables: table.ports,
    lookup,
    clock: time,
    random: seededRandom(7),
    signal: signal ?? new AbortController().signal,
    createReadLimit: limit,
    createWriteLimit: limit,
    onItems: () => undefined,
    onNote: (note) => notes.push(note),
  };
  return { ports, notes };
};

export const tableToRemap = ({ table, owners, dataStore = false, config = {} }: World) => {
  const [rules] = toOwnerRules([
    { name: table.facts.name, owners: owners.map((path) => ({ path })), dataStore, ...config },
  ]);
  if (rules === undefined) throw new Error('no rules');
  return { rules, facts: table.facts };
};

const openStore = (world: World, clock: RemapPorts['clock']) =>
  createMemoryRunStore({
    storage: world.storage ?? createMemoryRunStorage(),
    clock,
    host: 'here',
    processId: 1,
    isProcessAlive: () => false,
  });

const pace = { ...defaultPace, scanWorkers: 2, batchesInFlight: 2, updatesInFlight: 2 };
const onJournalOf = (world: World) => world.onJournal ?? (() => undefined);

export type Life = RemapResult & { readonly notes: readonly string[]; readonly runId: string };

/** One process's life: opens the run, works, and ends or dies. */
export const remapOnce = async (world: World): Promise<Life> => {
  const { ports, notes } = createRemapPorts(world);
  const run = await openStore(world, ports.clock).open(identity, 'begin-again');
  const settings = { tables: [tableToRemap(world)], pace, totalSegments: world.totalSegments ?? 2 };
  const result = await executeRemap(settings, ports, tap(run, onJournalOf(world)));
  if (result.failures.length === 0) await run.finish(result);
  await run.close();
  return { ...result, notes, runId: run.id };
};

/** The same of a process that takes a remap of `storage` back, the newest where none is named. */
export const undoOnce = async (
  world: World & { readonly storage: MemoryRunStorage; readonly runId?: string; readonly withoutMap?: boolean },
): Promise<Life> => {
  const { ports, notes } = createRemapPorts(world);
  const store = openStore(world, ports.clock);
  const { runs } = await store.list();
  const newest = runs.find((run) => run.identity.command === 'remap');
  const past = await store.openById(world.runId ?? newest?.id ?? '');
  const run = await store.open({ command: 'undo', inputHashes: {}, options: { run: past.id } }, 'begin-again');
  const lookup = world.withoutMap ? undefined : world.lookup;
  const settings = { tables: numberTables([tableToRemap(world)]), pace, past, lookup };
  const result = await undoRemap(settings, ports, tap(run, onJournalOf(world)));
  if (result.failures.length === 0) await run.finish(result);
  await run.close();
  await past.close();
  return { ...result, notes, runId: run.id };
};

/** What taking the only remap of `storage` back is said to mean. */
export const planUndoOnce = async (world: World & { readonly storage: MemoryRunStorage }) => {
  const store = openStore(world, createSimulatedClock());
  const { runs } = await store.list();
  const past = await store.openById(runs[0]?.id ?? '');
  const limits = { readUnitsPerSecond: 10, writeUnitsPerSecond: 10 };
  const plans = await planUndo({ tables: numberTables([tableToRemap(world)]), past }, limits);
  await past.close();
  return plans;
};

const tap = (run: Run, onJournal: (what: 'before' | 'after') => void): Run => {
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    onJournal('before');
    const answer = await work();
    onJournal('after');
    return answer;
  };
  return {
    ...run,
    journal: (name) => {
      const journal = run.journal(name);
      return { read: () => journal.read(), append: (records) => around(() => journal.append(records)) };
    },
    checkpoints: {
      read: (name) => run.checkpoints.read(name),
      write: (name, value) => around(() => run.checkpoints.write(name, value)),
    },
  };
};

export const snapshot = (table: FakeTable): Record<string, Item> => Object.fromEntries(table.items);
