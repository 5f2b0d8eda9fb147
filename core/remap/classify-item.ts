import { type Item, isSameOwnerValue, valueAt } from '../owners/attribute-value.ts';
import type { OwnerChange } from '../owners/plan-item.ts';

/**
 * What a fresh read says of a planned change: `before` it is still to be made, `after` it has been made, `changed` the
 * application wrote something else meanwhile, `gone` the item was deleted.
 */
export type ItemState = 'before' | 'after' | 'changed' | 'gone';

export const classifyItem = (
  item: Item | undefined,
  changes: readonly Pick<OwnerChange, 'at' | 'from' | 'to'>[],
): ItemState => {
  if (item === undefined) return 'gone';
  if (changes.every(({ at, to }) => isSameOwnerValue(valueAt(item, at), to))) return 'after';
  if (changes.every(({ at, from }) => isSameOwnerValue(valueAt(item, at), from))) return 'before';
  return 'changed';
};
