import type { Item } from '../owners/attribute-value.ts';
import { type KeyJson, keyOf, keyToJson } from '../owners/item-key.ts';
import type { OwnerLookup } from '../owners/owner-lookup.ts';
import type { OwnerRules } from '../owners/owner-rules.ts';
import { planItem } from '../owners/plan-item.ts';
import { type ItemOutcome, type Tally, tallyItem } from '../remap/tally.ts';
import type { ItemWriter } from '../remap/write-settings.ts';
import type { Planned, TableJournal } from './table-journal.ts';

/** An item that stays as it is until somebody settles it by hand. */
export type FollowConflict = { readonly key: KeyJson; readonly code: string };

export type Rewriting = {
  readonly rules: OwnerRules;
  readonly keyAttributes: readonly string[];
  readonly lookup: OwnerLookup;
  readonly writer: ItemWriter;
  readonly journal: TableJournal;
  readonly round: number;
  /** Both are added to. */
  readonly tally: Tally;
  readonly conflicts: FollowConflict[];
};

type PlannedItem = Planned & { readonly item: Item };

/** Rewrites the owners of these items, by the rules and under the conditions of a remap. */
export const rewriteItems = async (rewriting: Rewriting, items: readonly Item[]): Promise<void> => {
  const { rules, keyAttributes, lookup, writer, journal, round } = rewriting;
  const planned: PlannedItem[] = [];
  for (const item of items) {
    const plan = planItem(item, rules.paths, lookup);
    const [conflict] = plan.conflicts;
    const key = keyOf(item, keyAttributes);
    if (conflict !== undefined) count(rewriting, { key, plan }, { kind: 'conflict', code: conflict.code });
    else if (plan.changes.length === 0) count(rewriting, { key, plan }, { kind: 'untouched' });
    else planned.push({ key, plan, item });
  }
  if (planned.length === 0) return;
  await journal.intend(round, planned);
  const answers = await Promise.allSettled(
    planned.map(({ key, item, plan }) => writer.write({ key, item, changes: plan.changes })),
  );
  // Also after one failed, so that what was written is not lost.
  const settled = answers.flatMap((answer, position) =>
    answer.status === 'fulfilled' ? [[planned[position] as PlannedItem, answer.value] as const] : [],
  );
  await journal.settle(
    round,
    settled.map(([{ key }, outcome]) => [key, outcome]),
  );
  for (const [each, outcome] of settled) count(rewriting, each, outcome);
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
};

const count = ({ tally, conflicts }: Rewriting, { key, plan }: Planned, outcome: ItemOutcome) => {
  tallyItem(tally, plan, outcome);
  if (outcome.kind === 'conflict') conflicts.push({ key: keyToJson(key), code: outcome.code });
};
