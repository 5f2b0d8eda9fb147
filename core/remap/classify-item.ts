import type { Item } from '../owners/attribute-value.ts';
import { type ChangedPlace, stateOfChange } from '../owners/owner-change.ts';

/**
 * What a fresh read says of a planned change: `before` it is still to be made, `after` it has been made, `changed` the
 * application wrote something else meanwhile, `gone` the item was deleted.
 */
export type ItemState = 'before' | 'after' | 'changed' | 'gone';

export const classifyItem = (item: Item | undefined, changes: readonly ChangedPlace[]): ItemState => {
  if (item === undefined) return 'gone';
  if (changes.every((change) => stateOfChange(item, change) === 'after')) return 'after';
  return changes.every((change) => stateOfChange(item, change) === 'before') ? 'before' : 'changed';
};
