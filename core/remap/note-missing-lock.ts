import type { Item } from '../owners/attribute-value.ts';
import type { OwnerRules } from '../owners/owner-rules.ts';
import type { ItemPlan, OwnerConflict } from '../owners/plan-item.ts';
import type { TableFacts } from './table-facts.ts';

export type PlanWithLock = Omit<ItemPlan, 'conflicts'> & {
  readonly conflicts: readonly (Omit<OwnerConflict, 'code'> & { readonly code: OwnerConflict['code'] | 'no-lock' })[];
};

/** What writing will find out, told beforehand: an item that would have to move and has no lock stays. */
export const noteMissingLock = (
  plan: ItemPlan,
  item: Item,
  { moveLock }: OwnerRules,
  { keyAttributes }: TableFacts,
): PlanWithLock => {
  if (moveLock === undefined || item[moveLock] !== undefined || plan.conflicts.length > 0) return plan;
  const move = plan.changes.find(({ at }) => keyAttributes.includes(at[0]));
  return move === undefined ? plan : { ...plan, conflicts: [{ path: move.path, at: move.at, code: 'no-lock' }] };
};
