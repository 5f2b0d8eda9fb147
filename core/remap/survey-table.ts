import { InterruptedError } from '../errors.ts';
import { runWorkers } from '../flow/run-workers.ts';
import type { AttributeValue, Item } from '../owners/attribute-value.ts';
import { type KeyJson, keyOf, keyToJson } from '../owners/item-key.ts';
import type { OwnerRules } from '../owners/owner-rules.ts';
import { planItem } from '../owners/plan-item.ts';
import { attributesToRead } from './attributes-to-read.ts';
import { chooseSegments, shuffledSegments } from './choose-segments.ts';
import { bytesOfPage, unitsPerChange, withSizes } from './estimate.ts';
import { noteMissingLock, type PlanWithLock } from './note-missing-lock.ts';
import type { RemapPace, RemapPorts } from './remap-settings.ts';
import { scanPages } from './scan-pages.ts';
import type { SegmentItemPlan } from './segment-planner.ts';
import type { TableFacts } from './table-facts.ts';
import { addTallies, emptyTally, type Tally, tallyItem } from './tally.ts';

/** An item worth looking at: its key only. */
export type Sample = { readonly key: KeyJson; readonly path: string; readonly what: string };

export type TableSurvey = {
  readonly tableName: string;
  readonly tally: Tally;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** A few items per kind of finding: the first by key, in whatever order the table was read. */
  readonly samples: readonly Sample[];
  /** Configured paths at which no item has anything: misspelt, most likely. */
  readonly emptyPaths: readonly string[];
};

type SurveyWork = {
  readonly ports: RemapPorts;
  readonly pace: RemapPace;
  readonly rules: OwnerRules;
  readonly facts: TableFacts;
  readonly totalSegments?: number;
};

const samplesPerKind = 3;

/** Reads a whole table and says what a rewrite would do, or what it left. Writes nothing, and knows nothing of earlier runs. */
export const surveyTable = async (work: SurveyWork): Promise<TableSurvey> => {
  const { ports, pace, rules, facts } = work;
  const paths = rules.paths.map((path) => path.text);
  const attributes = attributesToRead(rules, facts.keyAttributes);
  const totalSegments = work.totalSegments ?? chooseSegments(facts.estimatedBytes);
  const readLimit = ports.createReadLimit();
  const tallies: Tally[] = [];
  const samples = createSamples(facts.keyAttributes);
  const emptyPaths = new Set(paths);
  /** How many items change in the same root attributes. */
  const changesByRoots = new Map<string, { readonly roots: readonly string[]; items: number }>();
  let readUnits = 0;
  let bytes = 0;

  await runWorkers(shuffledSegments(totalSegments, ports.random), pace.scanWorkers, async (segment) => {
    const tally = emptyTally(paths);
    const scan = { tableName: facts.name, segment, totalSegments, attributes, startKey: undefined };
    for await (const page of scanPages(ports, pace, readLimit, scan)) {
      if (ports.signal.aborted) throw new InterruptedError();
      readUnits += page.readUnits ?? 0;
      bytes += bytesOfPage(page.readUnits ?? 0);
      for (const item of page.items) {
        const plan = noteMissingLock(planItem(item, rules.paths, ports.lookup), item, rules, facts);
        tallyItem(tally, plan, toOutcome(plan));
        if (emptyPaths.size > 0) {
          for (const { path } of [...plan.changes, ...plan.conflicts, ...plan.kept]) emptyPaths.delete(path);
        }
        offerFindings(samples, plan, item);
        if (plan.conflicts.length === 0 && plan.changes.length > 0) {
          const roots = rootsOf(plan);
          const kind = roots.join('\n');
          const alike = changesByRoots.get(kind) ?? { roots, items: 0 };
          changesByRoots.set(kind, alike);
          alike.items += 1;
        }
      }
      ports.onItems(facts.name, page.items.length);
    }
    tallies.push(tally);
  });
  const tally = addTallies(paths, tallies);
  const sized = withSizes(facts, { items: tally.items, bytes });
  return {
    tableName: facts.name,
    tally,
    writeUnits: [...changesByRoots.values()].reduce(
      (sum, { roots, items }) => sum + items * unitsPerChange(sized, roots),
      0,
    ),
    readUnits,
    samples: samples.taken(),
    emptyPaths: [...emptyPaths],
  };
};

const toOutcome = (plan: PlanWithLock) => {
  const [conflict] = plan.conflicts;
  if (conflict !== undefined) return { kind: 'conflict', code: conflict.code } as const;
  return { kind: plan.changes.length > 0 ? 'changed' : 'untouched' } as const;
};

const rootsOf = ({ changes }: Pick<SegmentItemPlan, 'changes'>): readonly string[] => {
  const [only, ...others] = changes;
  if (only !== undefined && others.length === 0) return [only.at[0]];
  return [...new Set(changes.map((change) => change.at[0]))];
};

const offerFindings = (samples: ReturnType<typeof createSamples>, plan: PlanWithLock, item: Item): void => {
  for (const { path, code } of plan.conflicts) samples.offer(path, code, item);
  for (const { path, kind } of plan.kept) if (kind !== 'current') samples.offer(path, kind, item);
  if (plan.conflicts.length > 0) return;
  for (const { path, forms } of plan.changes) if (forms[0] !== undefined) samples.offer(path, forms[0], item);
};

const createSamples = (keyAttributes: readonly string[]) => {
  /** By path, then by what was found. */
  const byPath = new Map<string, Map<string, RankedSample[]>>();
  const [partitionKey = ''] = keyAttributes;
  return {
    offer(path: string, what: string, item: Item) {
      const byKind = byPath.get(path) ?? new Map<string, RankedSample[]>();
      const taken = byKind.get(what) ?? [];
      const last = taken.length < samplesPerKind ? undefined : taken.at(-1);
      // Asked of every item: one comparison rules out nearly all.
      const lead = leadOf(item[partitionKey]);
      if (last !== undefined && lead > last.lead) return;
      const key = keyToJson(keyOf(item, keyAttributes));
      const ranked = { lead, text: JSON.stringify(key), sample: { key, path, what } };
      byKind.set(what, [...taken, ranked].sort(byKey).slice(0, samplesPerKind));
      byPath.set(path, byKind);
    },
    taken: (): Sample[] =>
      inOrder(byPath).flatMap((byKind) => inOrder(byKind).flatMap((ranked) => ranked.map(({ sample }) => sample))),
  };
};

const inOrder = <Value>(named: ReadonlyMap<string, Value>): Value[] =>
  [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);

type RankedSample = { readonly lead: string; readonly text: string; readonly sample: Sample };

const leadOf = (value: AttributeValue | undefined): string => {
  if (value === undefined) return '';
  return 'S' in value ? value.S : 'N' in value ? value.N : '';
};

const byKey = (a: RankedSample, b: RankedSample) =>
  a.lead === b.lead ? (a.text < b.text ? -1 : 1) : a.lead < b.lead ? -1 : 1;
