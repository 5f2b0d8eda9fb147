import {
  type AttributeValue,
  type DocumentPath,
  type Item,
  isSameOwnerValue,
  valueAt,
  withValueAt,
} from './attribute-value.ts';
import type { OwnerChange } from './plan-item.ts';

export type ChangedPlace = Pick<OwnerChange, 'at' | 'from' | 'to' | 'place'>;

/** A key of a map that is to be renamed; undefined for every other change. */
export const renamedKey = ({ place, from, to }: ChangedPlace): readonly [from: string, to: string] | undefined =>
  place === 'key' && 'S' in from && 'S' in to ? [from.S, to.S] : undefined;

/** What an item says of a change: `before` it is still to be made, `after` it has been made, `changed` neither. */
export const stateOfChange = (item: Item, change: ChangedPlace): 'before' | 'after' | 'changed' => {
  const value = valueAt(item, change.at);
  const renamed = renamedKey(change);
  if (renamed !== undefined) {
    if (value === undefined || !('M' in value)) return 'changed';
    const [hasOld, hasNew] = renamed.map((key) => Object.hasOwn(value.M, key));
    return hasOld === hasNew ? 'changed' : hasOld ? 'before' : 'after';
  }
  if (isSameOwnerValue(value, change.to)) return 'after';
  return isSameOwnerValue(value, change.from) ? 'before' : 'changed';
};

/** The item with all changes made. Everything else is the same object as before. */
export const applyChanges = (item: Item, changes: readonly ChangedPlace[]): Item => {
  const next: Record<string, AttributeValue> = { ...item };
  const assign = ([root, ...rest]: DocumentPath, to: AttributeValue) => {
    const value = next[root];
    if (value !== undefined) next[root] = withValueAt(value, rest, to);
  };
  // A map is made anew once, however many of its keys change.
  const renames = new Map<string, { readonly at: DocumentPath; readonly names: Map<string, string> }>();
  for (const change of changes) {
    const renamed = renamedKey(change);
    if (renamed === undefined) assign(change.at, change.to);
    else {
      const text = JSON.stringify(change.at);
      const ofMap = renames.get(text) ?? { at: change.at, names: new Map() };
      renames.set(text, ofMap);
      ofMap.names.set(...renamed);
    }
  }
  for (const { at, names } of renames.values()) {
    const map = valueAt(item, at);
    if (map === undefined || !('M' in map)) throw new TypeError('only keys of maps can be renamed');
    const entries = Object.entries(map.M).map(([key, value]) => [names.get(key) ?? key, value] as const);
    assign(at, { M: Object.fromEntries(entries) });
  }
  return next;
};

/** The primary key an item has once the changes are made: the one it has, unless an owner is a part of it. */
export const keyAfter = (key: Item, changes: readonly ChangedPlace[]): Item =>
  applyChanges(
    key,
    changes.filter(({ at }) => Object.hasOwn(key, at[0])),
  );
