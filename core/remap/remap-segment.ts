import { InterruptedError, PoolferryError } from '../errors.ts';
import type { RateLimit } from '../flow/rate-limit.ts';
import { runWorkers } from '../flow/run-workers.ts';
import type { Run } from '../journal/run-store.ts';
import type { Item } from '../owners/attribute-value.ts';
import { keyFromJson, keyOf, keyText, keyToJson } from '../owners/item-key.ts';
import type { OwnerRules } from '../owners/owner-rules.ts';
import { attributesToRead } from './attributes-to-read.ts';
import { classifyItem } from './classify-item.ts';
import { findDoneMoves } from './find-done-moves.ts';
import {
  type IntentRecord,
  readOpenIntents,
  type SegmentCheckpoint,
  segmentCheckpointSchema,
  toIntent,
  toOutcomeRecord,
} from './journal-records.ts';
import { lockAfterMove } from './lock-digest.ts';
import { readItem } from './read-item.ts';
import type { RemapPace, TableWorkPorts } from './remap-settings.ts';
import { scanPages } from './scan-pages.ts';
import type { SegmentItemPlan, SegmentPlanner, TablePlanner } from './segment-planner.ts';
import type { TableFacts } from './table-facts.ts';
import { emptyTally, type ItemOutcome, type Tally, tallyItem } from './tally.ts';
import type { ItemWriter } from './write-settings.ts';

export type SegmentWork = {
  readonly ports: TableWorkPorts;
  readonly pace: RemapPace;
  readonly run: Pick<Run, 'journal' | 'checkpoints'>;
  readonly writer: ItemWriter;
  readonly planner: TablePlanner;
  readonly readLimit: RateLimit;
  readonly rules: OwnerRules;
  readonly facts: TableFacts;
  /** Names the segment's journal and checkpoint. */
  readonly name: string;
  readonly segment: number;
  readonly totalSegments: number;
  readonly pass: number;
  /** An earlier process may have stopped between an intent and its checkpoint. */
  readonly mayHaveOpenIntents: boolean;
};

type PlannedItem = { readonly key: Item; readonly item: Item; readonly plan: SegmentItemPlan };

/**
 * One pass over one segment, page by page: intents, writes, outcomes, checkpoint. Each step is durable before the next
 * begins, so that after `kill -9` anywhere the page is done again from its start, and what an intent says and the item
 * shows is counted as the change it was.
 */
export const remapSegment = async (work: SegmentWork): Promise<Tally> => {
  const checkpoint = await startOrContinue(work);
  if (checkpoint.isDone) return checkpoint.tally;
  if (work.planner.seesWholeSegments && checkpoint.pages > 0) return await continueFrom(startOfPass(work), work);
  try {
    return await continueFrom(checkpoint, work);
  } catch (error) {
    if (checkpoint.next === null || !isRefusedRequest(error)) throw error;
    // Nothing promises that a key is taken for ever whose item is gone. What the intents say was done counts as done.
    return await continueFrom(startOfPass(work), { ...work, mayHaveOpenIntents: true });
  }
};

const isRefusedRequest = (error: unknown) => error instanceof PoolferryError && error.code === 'table-refused-request';

const continueFrom = async (checkpoint: SegmentCheckpoint, work: SegmentWork): Promise<Tally> => {
  const { ports, pace, run, rules, facts, name, segment, totalSegments, pass } = work;
  const planner = await work.planner.planSegment(name);
  const journal = run.journal(name);
  const openIntents = work.mayHaveOpenIntents
    ? await readOpenIntents(journal.read(), { pass, page: checkpoint.pages })
    : new Map<string, IntentRecord[]>();

  const { tally } = checkpoint;
  const moved = new Set<string>();
  const reading = { ...work, tableName: facts.name, lock: rules.moveLock };
  for (const { intent, isProven } of await findDoneMoves(reading, openIntents)) {
    const key = keyFromJson(intent.key);
    tallyItem(tally, { changes: intent.changes, kept: intent.kept ?? [] }, { kind: 'changed' });
    moved.add(keyText(key));
    // Later, when the application has written the item, nothing would tell any more.
    if (isProven) await journal.append([toOutcomeRecord(intent, key, { kind: 'changed' })]);
  }
  let page = checkpoint.pages;
  const attributes = attributesToRead(rules, facts.keyAttributes);
  const startKey = checkpoint.next === null ? undefined : keyFromJson(checkpoint.next);
  const scan = { tableName: facts.name, segment, totalSegments, attributes, startKey };
  for await (const { items, lastKey } of scanPages(ports, pace, work.readLimit, scan)) {
    if (ports.signal.aborted) throw new InterruptedError();
    const planned: PlannedItem[] = [];
    const consider = (item: Item) => {
      const plan = planner.plan(item);
      const [conflict] = plan.conflicts;
      if (conflict === undefined && plan.changes.length > 0) {
        planned.push({ key: keyOf(item, facts.keyAttributes), item, plan });
        return;
      }
      const intent = openIntents.size === 0 ? undefined : findDone(openIntents, item, facts.keyAttributes);
      if (intent !== undefined) {
        tallyItem(tally, { changes: intent.changes, kept: intent.kept ?? [] }, { kind: 'changed' });
      } else if (conflict !== undefined) tallyItem(tally, plan, { kind: 'conflict', code: conflict.code });
      else tallyItem(tally, plan, { kind: 'untouched' });
    };
    for (const item of items) consider(item);
    if (lastKey === undefined) {
      const { found, gone } = await readUnseen(work, planner, moved);
      for (const item of found) consider(item);
      for (let count = 0; count < gone; count += 1) tallyItem(tally, { changes: [], kept: [] }, { kind: 'gone' });
    }
    if (planned.length > 0) {
      await journal.append(
        planned.map(({ key, item, plan }) => toIntent({ pass, page }, key, plan, lockAfter(work, item, plan))),
      );
      const outcomes = await writeAll(work, planned);
      await journal.append(
        outcomes.settled.map(([each, outcome]) => toOutcomeRecord({ pass, page }, each.key, outcome)),
      );
      if (outcomes.failure !== undefined) throw outcomes.failure.error;
      for (const [each, outcome] of outcomes.settled) tallyItem(tally, each.plan, outcome);
    }
    page += 1;
    const next = lastKey === undefined ? null : keyToJson(lastKey);
    await run.checkpoints.write(name, { pass, pages: page, next, isDone: next === null, tally });
    ports.onItems(facts.name, items.length);
  }
  return tally;
};

const lockAfter = ({ rules, facts }: SegmentWork, item: Item, { changes }: SegmentItemPlan) =>
  changes.some(({ at }) => facts.keyAttributes.includes(at[0])) ? lockAfterMove(item, rules) : undefined;

/** Nothing promises that a scan shows an item that was just written, or shows it in the segment it was in before. */
const readUnseen = async (work: SegmentWork, planner: SegmentPlanner, settled: ReadonlySet<string>) => {
  const { facts, rules, pace } = work;
  const reading = { ...work, tableName: facts.name, attributes: attributesToRead(rules, facts.keyAttributes) };
  const found: Item[] = [];
  let gone = 0;
  const unseen = planner.unseen().filter(({ key }) => !settled.has(keyText(key)));
  await runWorkers(unseen, pace.batchesInFlight, async ({ key, isMoved }) => {
    const item = await readItem(reading, key);
    if (item !== undefined) found.push(item);
    else if (!isMoved) gone += 1;
  });
  return { found, gone };
};

const startOrContinue = async (work: SegmentWork): Promise<SegmentCheckpoint> => {
  const saved = await work.run.checkpoints.read(work.name);
  const checkpoint = saved === undefined ? undefined : segmentCheckpointSchema.parse(saved);
  return checkpoint?.pass === work.pass ? checkpoint : startOfPass(work);
};

const startOfPass = ({ pass, rules }: SegmentWork): SegmentCheckpoint => {
  const tally = emptyTally(rules.paths.map((path) => path.text));
  return { pass, pages: 0, next: null, isDone: false, tally };
};

/** Waits for every item, also after one failed, so that what was settled is not lost. */
const writeAll = async ({ writer }: SegmentWork, planned: readonly PlannedItem[]) => {
  const answers = await Promise.allSettled(
    planned.map(({ key, item, plan }) => writer.write({ key, item, changes: plan.changes })),
  );
  const settled: (readonly [PlannedItem, ItemOutcome])[] = [];
  let failure: { readonly error: unknown } | undefined;
  for (const [position, answer] of answers.entries()) {
    if (answer.status === 'fulfilled') settled.push([planned[position] as PlannedItem, answer.value]);
    else failure ??= { error: answer.reason };
  }
  return { settled, failure };
};

/** The intent of an interrupted process that this item shows to have been carried out. */
const findDone = (
  openIntents: ReadonlyMap<string, IntentRecord[]>,
  item: Item,
  keyAttributes: readonly string[],
): IntentRecord | undefined =>
  openIntents
    .get(keyText(keyOf(item, keyAttributes)))
    ?.find((intent) => classifyItem(item, intent.changes) === 'after');
