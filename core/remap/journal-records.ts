import { z } from 'zod';
import type { DocumentPath, Item } from '../owners/attribute-value.ts';
import { keyFromJson, keyText, keyToJson } from '../owners/item-key.ts';
import { ownerForms } from '../owners/owner-form.ts';
import type { SegmentItemPlan } from './segment-planner.ts';
import { type ItemOutcome, tallySchema } from './tally.ts';

/**
 * The journal of one segment holds, page by page: one `intent` per item before anything of the page is sent, and one
 * `outcome` per item when all of it is settled. The checkpoint follows. Records carry keys, ids and a digest, nothing else
 * of an item.
 */
const count = z.number().int().nonnegative();
const key = z.record(
  z.string(),
  z.union([z.strictObject({ S: z.string() }), z.strictObject({ N: z.string() }), z.strictObject({ B: z.string() })]),
);
const ownerValue = z.union([z.strictObject({ S: z.string() }), z.strictObject({ SS: z.array(z.string()) })]);
const documentPath = z.tuple([z.string()], z.union([z.string(), z.number()])) as unknown as z.ZodType<DocumentPath>;

const change = z.strictObject({
  path: z.string(),
  at: documentPath,
  from: ownerValue,
  to: ownerValue,
  forms: z.array(z.enum(ownerForms)),
  place: z.literal('key').optional(),
});
const kept = z.strictObject({ path: z.string(), kind: z.enum(['current', 'unmapped', 'other-shape']) });

const intentSchema = z.strictObject({
  kind: z.literal('intent'),
  pass: count,
  page: count,
  key,
  changes: z.array(change),
  kept: z.array(kept).optional(),
  /** Where the item is to move: the digest of the lock it will have there. */
  lock: z.string().optional(),
});
const outcomeSchema = z.strictObject({
  kind: z.literal('outcome'),
  pass: count,
  page: count,
  key,
  outcome: z.enum(['changed', 'untouched', 'gone', 'conflict']),
  code: z.string().optional(),
  mayBeWritten: z.literal(true).optional(),
});
const recordSchema = z.discriminatedUnion('kind', [intentSchema, outcomeSchema]);

export const parseJournalRecord = (raw: unknown) => recordSchema.parse(raw);

export type IntentRecord = z.output<typeof intentSchema>;
export type OutcomeRecord = z.output<typeof outcomeSchema>;

type PagePosition = { readonly pass: number; readonly page: number };

export const toIntent = ({ pass, page }: PagePosition, itemKey: Item, plan: SegmentItemPlan, lock?: string) => ({
  kind: 'intent' as const,
  pass,
  page,
  key: keyToJson(itemKey),
  changes: plan.changes,
  ...(plan.kept.length === 0 ? {} : { kept: plan.kept }),
  ...(lock === undefined ? {} : { lock }),
});

export const toOutcomeRecord = ({ pass, page }: PagePosition, itemKey: Item, outcome: ItemOutcome): OutcomeRecord => ({
  kind: 'outcome',
  pass,
  page,
  key: keyToJson(itemKey),
  outcome: outcome.kind,
  ...(outcome.kind === 'conflict' ? { code: outcome.code } : {}),
  ...(outcome.kind === 'conflict' && outcome.mayBeWritten ? { mayBeWritten: true as const } : {}),
});

/**
 * Intents of a pass whose page no checkpoint closed, by key text: an interrupted process may have written these items.
 * An item has several when it took several processes to get past its page.
 */
export const readOpenIntents = async (
  records: AsyncIterable<unknown>,
  { pass, page }: PagePosition,
): Promise<Map<string, IntentRecord[]>> => {
  const open = new Map<string, IntentRecord[]>();
  for await (const raw of records) {
    const record = parseJournalRecord(raw);
    if (record.kind !== 'intent' || record.pass !== pass || record.page < page) continue;
    const text = keyText(keyFromJson(record.key));
    open.set(text, [...(open.get(text) ?? []), record]);
  }
  return open;
};

/** Where a segment stands: everything before `next` is settled and counted in `tally`. */
export const segmentCheckpointSchema = z.strictObject({
  pass: count,
  /** Pages settled in this pass; the number of the next page. */
  pages: count,
  next: key.nullable(),
  isDone: z.boolean(),
  tally: tallySchema,
});
export type SegmentCheckpoint = z.output<typeof segmentCheckpointSchema>;

/** Where a table stands. The number of segments never changes within a run: keys of one split mean nothing in another. */
export const tableCheckpointSchema = z.strictObject({
  arn: z.string(),
  createdAtMs: z.number(),
  totalSegments: z.number().int().positive(),
  finishedPasses: z.array(tallySchema),
  isDone: z.boolean(),
  isWithoutStatements: z.boolean(),
});
export type TableCheckpoint = z.output<typeof tableCheckpointSchema>;
