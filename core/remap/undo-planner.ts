import type { Item } from '../owners/attribute-value.ts';
import { keyOf, keyText } from '../owners/item-key.ts';
import { stateOfChange } from '../owners/owner-change.ts';
import type { OwnerLookup, UserPair } from '../owners/owner-lookup.ts';
import type { OwnerRules } from '../owners/owner-rules.ts';
import { planComposite } from '../owners/plan-composite.ts';
import { type ItemPlan, type OwnerChange, type OwnerFinding, planItem } from '../owners/plan-item.ts';
import type { SegmentPlanner } from './segment-planner.ts';
import { placeOfChange, type WrittenItem } from './written-changes.ts';

type UndoPlannerSettings = {
  /** What the run wrote in this segment, by the key that the items have since. */
  readonly written: Map<string, WrittenItem>;
  /** Where items are that the run has moved, in whichever segment it found them: they are dealt with there. */
  readonly movedTo: ReadonlySet<string>;
  /** Items of which nobody can tell whether the run has moved them or the application has made them. */
  readonly inDoubt: ReadonlySet<string>;
  readonly keyAttributes: readonly string[];
  readonly rules: OwnerRules;
  /** Of the map the run was made with; without it nothing is said of items that the run did not write. */
  readonly lookup: OwnerLookup | undefined;
};

/**
 * Plans to give back to every place what stood there before, if it still holds what the run wrote. A place that the
 * application has written since is the application's: `changed-since`, once nothing else of the item can be given back.
 * `new-since` are new ids that the run did not write. Takes items out of `written` as it meets them.
 */
export const createUndoPlanner = (settings: UndoPlannerSettings): SegmentPlanner => {
  const { written, movedTo, inDoubt, keyAttributes, rules, lookup } = settings;
  const inverse = lookup === undefined ? undefined : invertLookup(lookup);
  return {
    plan(item) {
      const text = keyText(keyOf(item, keyAttributes));
      if (inDoubt.has(text)) return { changes: [], kept: [], conflicts: [{ code: 'move-in-doubt' }] };
      if (!written.has(text) && movedTo.has(text)) return { changes: [], kept: [], conflicts: [] };
      const { changes, kept, isTheirs } = judgePlaces(item, written.get(text)?.changes ?? []);
      written.delete(text);
      if (changes.length > 0) {
        const joined = joinComposites(item, changes, rules);
        if (joined === undefined) return { changes: [], kept, conflicts: [{ code: 'changed-since' }] };
        return { changes: [...changes, ...joined], kept, conflicts: [] };
      }
      if (isTheirs) return { changes, kept, conflicts: [{ code: 'changed-since' }] };
      const isNew = inverse !== undefined && holdsOldId(planItem(item, rules.paths, inverse));
      return { changes, kept, conflicts: isNew ? [{ code: 'new-since' }] : [] };
    },
    unseen: () => [...written].map(([text, { key }]) => ({ key, isMoved: movedTo.has(text) })),
  };
};

const judgePlaces = (item: Item, writes: readonly OwnerChange[]) => {
  const changes: OwnerChange[] = [];
  const kept: OwnerFinding[] = [];
  for (const change of lastShown(item, writes)) {
    const state = stateOfChange(item, change);
    if (state === 'after') changes.push({ ...change, from: change.to, to: change.from });
    else kept.push({ path: change.path, kind: state === 'before' ? 'current' : 'unmapped' });
  }
  return { changes, kept, isTheirs: kept.some(({ kind }) => kind === 'unmapped') };
};

/** Of every place the write to take back: the last one that the item shows, where it shows any. */
const lastShown = (item: Item, writes: readonly OwnerChange[]): Iterable<OwnerChange> => {
  const byPlace = new Map<string, OwnerChange>();
  for (const change of writes) {
    const place = placeOfChange(change);
    if (!byPlace.has(place) || stateOfChange(item, change) === 'after') byPlace.set(place, change);
  }
  return byPlace.values();
};

/**
 * A composite that the application has written since holds the new owner beside what it wrote: it is joined anew from the
 * owner that is given back. Undefined where it is not its parts joined, so that the owner cannot be given back alone.
 */
const joinComposites = (
  item: Item,
  changes: readonly OwnerChange[],
  { paths }: OwnerRules,
): OwnerChange[] | undefined => {
  const joined: OwnerChange[] = [];
  for (const path of paths) {
    const { parts, root } = path;
    const changesOf = (name: string) => changes.some(({ at }) => at.length === 1 && at[0] === name);
    if (parts === undefined || changesOf(root) || !parts.some(changesOf)) continue;
    const plan = planComposite(item, path, parts, { changes, conflicts: [], kept: [] });
    if (plan.conflicts !== undefined) return undefined;
    joined.push(...(plan.changes ?? []));
  }
  return joined;
};

/** Ids whose meaning is in doubt are old ids too; halves that differ are nobody's. */
const holdsOldId = ({ changes, conflicts }: ItemPlan) =>
  changes.length > 0 || conflicts.some(({ code }) => code !== 'halves-differ');

/** For which the new ids are the old ones. */
const invertLookup = (lookup: OwnerLookup): OwnerLookup => ({
  bySub: (sub) => inverted(lookup.byNewSub(sub)),
  byUsername: (username) => inverted(lookup.byNewUsername(username)),
  byNewSub: (sub) => inverted(lookup.bySub(sub)),
  byNewUsername: (username) => inverted(lookup.byUsername(username)),
});

const inverted = (pair: UserPair | undefined): UserPair | undefined =>
  pair && { oldSub: pair.newSub, oldUsername: pair.newUsername, newSub: pair.oldSub, newUsername: pair.oldUsername };
