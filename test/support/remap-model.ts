/**
 * A model of what a remap and its undo have to leave, written without a line of theirs: an application writes values to
 * places of items, and a shadow keeps them as if nobody else wrote. A remap has to end in the shadow with every id of a
 * mapped user replaced; an undo in the shadow itself.
 */
import fc from 'fast-check';
import { createMemoryRunStorage } from '../../core/journal/create-memory-run-store.ts';
import type { AttributeValue, Item } from '../../core/owners/attribute-value.ts';
import { TableFault, type TablePorts, type WriteOutcome } from '../../core/remap/table-ports.ts';
import type { Tally } from '../../core/remap/tally.ts';
import type { FakeTable } from './fake-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from './identity-pairs.ts';
import { Killed } from './mortal-table.ts';
import { type Life, remapOnce, seededRandom, undoOnce, type World } from './remap-world.ts';

const allOwners = ['owner', 'meta.by', 'editors[]', 'watchers[]'];

/** Users 0 to 2 get a new username, 3 keeps theirs, 4 is in no map. */
const allPairs = [pairOf(0), pairOf(1), pairOf(2, { oldUsername: oldSub(2) }), pairOf(3, { newUsername: 'user-3' })];

const oldIds = [0, 1, 2, 3, 4].flatMap((n) => [oldSub(n), `user-${n}`, `${oldSub(n)}::user-${n}`]);
const strange = ['nobody', `${oldSub(0)}::user-1`, ''];
const initialValue = fc.constantFrom(...oldIds, ...strange.slice(0, 2), newSub(0), 'user-3');
/** New ids never: that a value was written by the application and not by us is not to be seen then. */
const writtenValue = fc.constantFrom(...oldIds, 'nobody', 'somebody', `${oldSub(1)}::user-0`);

export type AppWrite =
  | { readonly kind: 'owner' | 'by' | 'editor' | 'watchers'; readonly item: number; readonly value: string }
  | { readonly kind: 'delete' | 'create'; readonly item: number; readonly value: string };

const itemCount = 10;
const appWrite: fc.Arbitrary<AppWrite> = fc.record({
  kind: fc.constantFrom('owner', 'by', 'editor', 'watchers', 'delete', 'create'),
  item: fc.nat(itemCount + 2),
  value: writtenValue,
});

export const scenario = fc.record({
  seed: fc.nat(),
  dataStore: fc.boolean(),
  /** Who is in the map, and where the rules look. */
  mapped: fc.subarray(allPairs, { minLength: 1 }),
  owners: fc.subarray(allOwners, { minLength: 1 }),
  items: fc.array(
    fc.record({
      owner: fc.option(initialValue),
      by: fc.option(initialValue),
      editors: fc.array(initialValue, { maxLength: 4 }),
      watchers: fc.uniqueArray(initialValue, { maxLength: 3 }),
    }),
    { maxLength: itemCount },
  ),
  during: fc.array(appWrite, { maxLength: 6 }),
  between: fc.array(appWrite, { maxLength: 4 }),
  duringUndo: fc.array(appWrite, { maxLength: 4 }),
  deaths: fc.array(fc.integer({ min: 3, max: 60 }), { maxLength: 3 }),
});
export type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;

type Shape = Scenario['items'][number];

export const toItem = (n: number, { owner, by, editors, watchers }: Shape, dataStore: boolean): Item => ({
  id: { S: `item-${n}` },
  weight: { N: '1.5' },
  ...(owner === null ? {} : { owner: { S: owner } }),
  ...(by === null ? {} : { meta: { M: { by: { S: by }, note: { S: 'kept' } } } }),
  editors: { L: editors.map((S) => ({ S })) },
  ...(watchers.length === 0 ? {} : { watchers: { SS: watchers } }),
  ...(dataStore ? { _version: { N: '3' }, _lastChangedAt: { N: '1' } } : {}),
});

/** What one write of the application makes of an item, or of none. The same on a shadow and on a table. */
export const applyWrite = (item: Item | undefined, write: AppWrite): Item | undefined => {
  const S = write.value;
  if (write.kind === 'create')
    return item ?? toItem(write.item, { owner: S, by: null, editors: [S], watchers: [] }, false);
  if (item === undefined || write.kind === 'delete') return undefined;
  if (write.kind === 'owner') return { ...item, owner: { S } };
  if (write.kind === 'watchers') return { ...item, watchers: { SS: [S, 'watcher'] } };
  if (write.kind === 'by')
    return item.meta === undefined ? item : { ...item, meta: { M: { ...mapOf(item.meta), by: { S } } } };
  const [first, ...others] = listOf(item.editors);
  return first === undefined ? item : { ...item, editors: { L: [{ S }, ...others] } };
};

const mapOf = (value: AttributeValue) => ('M' in value ? value.M : {});
const listOf = (value: AttributeValue | undefined) => (value !== undefined && 'L' in value ? value.L : []);

/** The table as the model needs it. */
export type ModelTable = Pick<FakeTable, 'ports' | 'facts'> & {
  /** One write of the application, as one step. */
  write(write: AppWrite): Promise<void> | void;
  read(): Promise<Item[]> | Item[];
};

export type ModelOutcome = Pick<Scenario, 'mapped' | 'owners'> & {
  readonly afterRemap: { readonly got: Item[]; readonly shadow: Item[] };
  readonly afterUndo: { readonly got: Item[]; readonly shadow: Item[] };
  readonly passes: readonly Tally[];
  readonly isClean: boolean;
};

/** Lives through a scenario: remap with faults, deaths and an application that writes; more writes; undo with all of that again. */
export const liveThrough = async (scene: Scenario, table: ModelTable): Promise<ModelOutcome> => {
  const random = seededRandom(scene.seed);
  const shadow = new Map(scene.items.map((shape, n) => [n, toItem(n, shape, scene.dataStore)]));
  const appWrites = async (writes: readonly AppWrite[]) => {
    for (const write of writes) {
      const next = applyWrite(shadow.get(write.item), write);
      if (next === undefined) shadow.delete(write.item);
      else shadow.set(write.item, next);
      await table.write(write);
    }
  };
  const snapshot = async () => ({ got: await table.read(), shadow: [...shadow.values()] });

  const storage = createMemoryRunStorage();
  const { mapped, owners, dataStore } = scene;
  const world = { lookup: lookupOf(...mapped), owners, dataStore, storage, totalSegments: 2 };
  const untilDone = async (
    life: (world: World) => Promise<Life>,
    deaths: readonly number[],
    writes: readonly AppWrite[],
  ) => {
    const waiting = [...writes];
    for (const diesAt of [...deaths, Number.POSITIVE_INFINITY]) {
      const chaos = createChaos(table.ports, random, diesAt, async () => {
        if (random() < 0.2) await appWrites(waiting.splice(0, 1));
      });
      try {
        const done = await life({ ...world, table: { ...table, ports: chaos.ports }, onJournal: chaos.step });
        await appWrites(waiting);
        return done;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
    throw new Error('the last life has no end');
  };

  const stormy = await untilDone(remapOnce, scene.deaths, scene.during);
  // What the application writes behind the last scan only a run after it has stopped can find.
  const calm = await remapOnce({ ...world, table });
  const afterRemap = await snapshot();
  await appWrites(scene.between);
  const undone: Life[] = [];
  for (const { runId } of [calm, stormy]) {
    const undo = (each: World) => undoOnce({ ...each, storage, runId });
    undone.push(await untilDone(undo, scene.deaths.toReversed(), undone.length === 0 ? scene.duringUndo : []));
  }
  const results = [stormy, calm, ...undone].flatMap(({ tables }) => tables);
  return {
    mapped,
    owners,
    afterRemap,
    afterUndo: await snapshot(),
    passes: results.flatMap(({ passes }) => passes),
    isClean: results.every(({ isClean }) => isClean),
  };
};

/** A tenth of all calls is throttled, a tenth loses its answer before or after it worked, and some statements fail alone. */
const createChaos = (ports: TablePorts, random: () => number, diesAt: number, meanwhile: () => Promise<void>) => {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps > diesAt) throw new Killed();
  };
  const around = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    step();
    await meanwhile();
    step();
    const luck = random();
    if (luck < 0.1) throw new TableFault('throttled', 'ThrottlingException');
    if (luck < 0.15) throw new TableFault('unknown', 'ECONNRESET');
    const answer = await call();
    step();
    if (luck < 0.2) throw new TableFault('unknown', 'InternalServerError');
    return answer;
  };
  const chaotic: TablePorts = {
    describeTable: (name) => ports.describeTable(name),
    scanSegment: (request) => around(() => ports.scanSegment(request)),
    getItem: (...request) => around(() => ports.getItem(...request)),
    updateItem: (...request) => around(() => ports.updateItem(...request)),
    moveItem: (...request) => around(() => ports.moveItem(...request)),
    runStatements: (name, writes) =>
      around(async () => {
        const isSent = writes.map(() => random() > 0.1);
        const sent = writes.filter((_, position) => isSent[position]);
        if (sent.length === 0) throw new TableFault('throttled', 'ThrottlingException');
        const { outcomes, writeUnits } = await ports.runStatements(name, sent);
        const answers = [...outcomes];
        const refused: WriteOutcome = { kind: 'throttled', code: 'ThrottlingError' };
        return { outcomes: isSent.map((was) => (was ? answers.shift() : undefined) ?? refused), writeUnits };
      }),
  };
  return { ports: chaotic, step };
};

/** What an owner has to become, by the rule of Amplify: one of exactly three strings. `conflict` for halves of two users. */
export const rewritten = (value: string, pairs: Scenario['mapped']): string | 'conflict' => {
  for (const { oldSub: sub, oldUsername: name, newSub: toSub, newUsername: toName } of pairs) {
    if (value === sub) return toSub;
    if (value === `${sub}::${name}`) return `${toSub}::${toName}`;
    if (value === name) return toName;
  }
  const [left, right] = value.split('::');
  const isOf = ({ oldSub: sub, oldUsername, newUsername }: (typeof pairs)[number]) =>
    left === sub || right === oldUsername || right === newUsername;
  return right !== undefined && pairs.some(isOf) ? 'conflict' : value;
};

/** Which path leads to a place. */
export const pathOf = (place: string): string =>
  place === 'owner' ? 'owner' : place === 'by' ? 'meta.by' : 'editors[]';

/** Every owner of an item, place by place, in a form that can be compared. */
export const placesOf = (item: Item): Record<string, string> => {
  const places: Record<string, string> = {};
  if (item.owner !== undefined && 'S' in item.owner) places.owner = item.owner.S;
  const by = item.meta === undefined ? undefined : mapOf(item.meta).by;
  if (by !== undefined && 'S' in by) places.by = by.S;
  for (const [n, editor] of listOf(item.editors).entries()) if ('S' in editor) places[`editors ${n}`] = editor.S;
  return places;
};
export const watchersOf = (item: Item): readonly string[] =>
  item.watchers !== undefined && 'SS' in item.watchers ? item.watchers.SS : [];

/** All of an item but what every write of DataStore moves; sets in order. */
export const comparable = (item: Item): Item => {
  const { _version, _lastChangedAt, watchers, ...others } = item;
  return watchers === undefined ? others : { ...others, watchers: { SS: watchersOf(item).toSorted() } };
};
export const idOf = (item: Item): string => (item.id !== undefined && 'S' in item.id ? item.id.S : '');
