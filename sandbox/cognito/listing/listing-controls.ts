/** What lists are like that AWS promises less of than it usually gives. */
export type ListingControls = {
  /** `ragged`: pages come short or empty, by turns, though more follow. `in-circles`: the second page leads to itself. */
  listPages: 'full' | 'ragged' | 'in-circles';
  /** How far lists of users lag behind: they may show users as they were that long ago, new ones not yet, deleted ones still. */
  listLagMs: number;
  /** What becomes of filters `sub ^= "…"`: no page says that they work, or whether they heed case. */
  subPrefixFilter: SubPrefixFilter;
};

/** `leaves-users-out`: a quarter of them; `leavesOut`: the one user with this username. */
export type SubPrefixFilter =
  | 'works'
  | 'refused'
  | 'ignored'
  | 'ignores-case'
  | 'finds-nobody'
  | 'leaves-users-out'
  | { readonly leavesOut: string };

export const createListingControls = (): ListingControls => ({
  listPages: 'full',
  listLagMs: 0,
  subPrefixFilter: 'works',
});
