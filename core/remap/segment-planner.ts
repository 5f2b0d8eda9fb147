import type { Item } from '../owners/attribute-value.ts';
import type { ItemPlan } from '../owners/plan-item.ts';

/** What is to become of one item. With a conflict it is left alone as a whole, whatever else was found. */
export type SegmentItemPlan = Pick<ItemPlan, 'changes' | 'kept'> & {
  readonly conflicts: readonly { readonly code: string }[];
};

/** `isMoved`: where there is none under this key, it may be back where it was before, and is counted there. */
export type UnseenItem = { readonly key: Item; readonly isMoved: boolean };

/** Decides about the items of one segment, each of which it is asked about once. */
export type SegmentPlanner = {
  plan(item: Item): SegmentItemPlan;
  /** Items it has to deal with and was not asked about; called when the scan has come to its end. */
  unseen(): readonly UnseenItem[];
};

/** Where the decisions about a table come from: the identity map, or the journal of the run that is taken back. */
export type TablePlanner = {
  planSegment(name: string): Promise<SegmentPlanner>;
  /** True where a planner has to see all of its segment, so that after an interruption the segment begins anew. */
  readonly seesWholeSegments: boolean;
};
