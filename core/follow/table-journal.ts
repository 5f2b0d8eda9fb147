import { z } from 'zod';
import type { Journal } from '../journal/run-store.ts';
import type { DocumentPath, Item } from '../owners/attribute-value.ts';
import { keyFromJson, keyText } from '../owners/item-key.ts';
import type { ItemPlan } from '../owners/plan-item.ts';
import { classifyItem } from '../remap/classify-item.ts';
import { toIntent, toOutcomeRecord } from '../remap/journal-records.ts';
import type { ItemOutcome } from '../remap/tally.ts';

export const keySchema = z.record(
  z.string(),
  z.union([z.strictObject({ S: z.string() }), z.strictObject({ N: z.string() }), z.strictObject({ B: z.string() })]),
);
const value = z.union([z.object({ S: z.string() }), z.object({ SS: z.array(z.string()) })]);
const at = z.tuple([z.string()], z.union([z.string(), z.number()])) as unknown as z.ZodType<DocumentPath>;
const place = z.literal('key').optional();
/** As the journals of a remap have them, less what following does not ask again. */
const recordSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('intent'),
    key: keySchema,
    changes: z.array(z.object({ at, from: value, to: value, place })),
  }),
  z.object({
    kind: z.literal('outcome'),
    key: keySchema,
    outcome: z.enum(['changed', 'untouched', 'gone', 'conflict']),
  }),
]);
type Intent = Extract<z.output<typeof recordSchema>, { readonly kind: 'intent' }>;

export type Planned = { readonly key: Item; readonly plan: ItemPlan };

/** What a run has done to one table: an intent before each write, an outcome after it. */
export type TableJournal = {
  /** Items written by this run, in all its processes. */
  readonly changed: () => number;
  intend(round: number, planned: readonly Planned[]): Promise<void>;
  settle(round: number, outcomes: readonly (readonly [key: Item, outcome: ItemOutcome])[]): Promise<void>;
};

/**
 * Opens the journal of a table. An earlier process may have died between an intent and its outcome: each such item is
 * read by `readItem`, and counts as changed when it shows what the intent was to write.
 */
export const openTableJournal = async (
  journal: Journal,
  readItem: (key: Item) => Promise<Item | undefined>,
): Promise<TableJournal> => {
  const open = new Map<string, Intent[]>();
  let changed = 0;
  for await (const raw of journal.read()) {
    const record = recordSchema.parse(raw);
    const text = keyText(keyFromJson(record.key));
    if (record.kind === 'intent') open.set(text, [...(open.get(text) ?? []), record]);
    else {
      open.delete(text);
      if (record.outcome === 'changed') changed += 1;
    }
  }

  const settle: TableJournal['settle'] = async (round, outcomes) => {
    await journal.append(
      outcomes.map(([itemKey, outcome]) => toOutcomeRecord({ pass: round, page: 0 }, itemKey, outcome)),
    );
    changed += outcomes.filter(([, { kind }]) => kind === 'changed').length;
  };

  for (const intents of open.values()) {
    const [first] = intents;
    if (first === undefined) continue;
    const itemKey = keyFromJson(first.key);
    const item = await readItem(itemKey);
    const isDone = intents.some(({ changes }) => classifyItem(item, changes) === 'after');
    await settle(0, [[itemKey, { kind: isDone ? 'changed' : 'untouched' }]]);
  }

  return {
    changed: () => changed,
    intend: (round, planned) =>
      journal.append(planned.map(({ key: itemKey, plan }) => toIntent({ pass: round, page: 0 }, itemKey, plan))),
    settle,
  };
};
