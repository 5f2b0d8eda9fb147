import { InterruptedError } from '../errors.ts';
import { runWorkers } from '../flow/run-workers.ts';
import { type KeyJson, keyOf, keyToJson } from '../owners/item-key.ts';
import type { OwnerRules } from '../owners/owner-rules.ts';
import { type ItemPlan, planItem } from '../owners/plan-item.ts';
import { attributesToRead } from './attributes-to-read.ts';
import { chooseSegments, shuffledSegments } from './choose-segments.ts';
import { unitsPerChange } from './estimate.ts';
import type { RemapPace, RemapPorts } from './remap-settings.ts';
import { scanPages } from './scan-pages.ts';
import type { TableFacts } from './table-facts.ts';
import { addTallies, emptyTally, type Tally, tallyItem } from './tally.ts';

/** An item worth looking at: its key only. */
export type Sample = { readonly key: KeyJson; readonly path: string; readonly what: string };

export type TableSurvey = {
  readonly tableName: string;
  readonly tally: Tally;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** A few items per kind of finding, by key. Which ones depends on the order of the scan. */
  readonly samples: readonly Sample[];
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
  const samples = createSamples();
  let writeUnits = 0;
  let readUnits = 0;

  await runWorkers(shuffledSegments(totalSegments, ports.random), pace.scanWorkers, async (segment) => {
    const tally = emptyTally(paths);
    const scan = { tableName: facts.name, segment, totalSegments, attributes, startKey: undefined };
    for await (const page of scanPages(ports, pace, readLimit, scan)) {
      if (ports.signal.aborted) throw new InterruptedError();
      readUnits += page.readUnits ?? 0;
      for (const item of page.items) {
        const plan = planItem(item, rules.paths, ports.lookup);
        tallyItem(tally, plan, toOutcome(plan));
        for (const [path, what] of findings(plan)) {
          samples.offer(path, what, () => keyToJson(keyOf(item, facts.keyAttributes)));
        }
        if (plan.conflicts.length === 0 && plan.changes.length > 0) {
          writeUnits += unitsPerChange(
            facts,
            plan.changes.map((change) => change.at[0]),
          );
        }
      }
      ports.onItems(facts.name, page.items.length);
    }
    tallies.push(tally);
  });
  return { tableName: facts.name, tally: addTallies(paths, tallies), writeUnits, readUnits, samples: samples.taken() };
};

const toOutcome = (plan: ItemPlan) => {
  const [conflict] = plan.conflicts;
  if (conflict !== undefined) return { kind: 'conflict', code: conflict.code } as const;
  return { kind: plan.changes.length > 0 ? 'changed' : 'untouched' } as const;
};

const findings = function* (plan: ItemPlan): Generator<readonly [path: string, what: string]> {
  for (const { path, code } of plan.conflicts) yield [path, code];
  for (const { path, kind } of plan.kept) if (kind !== 'current') yield [path, kind];
  if (plan.conflicts.length > 0) return;
  for (const { path, forms } of plan.changes) if (forms[0] !== undefined) yield [path, forms[0]];
};

const createSamples = () => {
  const byKind = new Map<string, Sample[]>();
  return {
    offer(path: string, what: string, key: () => KeyJson) {
      const kind = `${path}\n${what}`;
      const taken = byKind.get(kind) ?? [];
      if (taken.length === 0) byKind.set(kind, taken);
      if (taken.length < samplesPerKind) taken.push({ key: key(), path, what });
    },
    taken: () => [...byKind.values()].flat().sort((a, b) => compare(a, b)),
  };
};

const compare = (a: Sample, b: Sample) => {
  const [left, right] = [a, b].map((each) => JSON.stringify([each.path, each.what, each.key]));
  return (left as string) < (right as string) ? -1 : 1;
};
