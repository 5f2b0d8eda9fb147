import { type Model, ownerFields } from './cast/models.ts';
import { idOf, type TableSnapshot } from './snapshots/table-snapshot.ts';

export type RewrittenTable = {
  readonly model: Model;
  readonly items: number;
  readonly changedItems: number;
  /** Items changed, by owner field. */
  readonly byField: Readonly<Record<string, number>>;
};

/** What the repair did, as the tables before and after tell it. */
export const countRewritten = (before: readonly TableSnapshot[], after: readonly TableSnapshot[]): RewrittenTable[] =>
  before.map(({ model, items }) => {
    const now = new Map(after.find((table) => table.model === model)?.items.map((item) => [idOf(item), item]));
    const byField: Record<string, number> = {};
    let changedItems = 0;
    for (const item of items) {
      const changed = ownerFields[model].filter(
        (field) => JSON.stringify(item[field]) !== JSON.stringify(now.get(idOf(item))?.[field]),
      );
      for (const field of changed) byField[field] = (byField[field] ?? 0) + 1;
      if (changed.length > 0) changedItems += 1;
    }
    return { model, items: items.length, changedItems, byField };
  });
