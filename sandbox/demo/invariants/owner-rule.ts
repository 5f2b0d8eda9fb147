import type { AttributeValue, Item } from '../cast/make-items.ts';
import { ownerFields } from '../cast/models.ts';
import { idOf, type TableSnapshot } from '../snapshots/table-snapshot.ts';

export type Identity = { readonly sub: string; readonly username: string };

/** Answers, for one state of the tables, which items somebody sees, and by which field. */
export type Visibility = { of(identity: Identity): ReadonlySet<string> };

/**
 * Amplify's owner rule: an item is yours if the owner field equals your `sub`, your username or `sub::username`, or, for
 * a list, if any element does. Exactly: no prefixes, no folding of case.
 */
export const createVisibility = (tables: readonly TableSnapshot[]): Visibility => {
  const placesByOwner = new Map<string, string[]>();
  for (const { model, items } of tables) {
    for (const item of items) {
      for (const field of ownerFields[model]) {
        for (const owner of new Set(ownersIn(item, field))) {
          const places = placesByOwner.get(owner);
          const place = `${model} ${idOf(item)} by "${field}"`;
          if (places === undefined) placesByOwner.set(owner, [place]);
          else places.push(place);
        }
      }
    }
  }
  return {
    of: ({ sub, username }) =>
      new Set([sub, username, `${sub}::${username}`].flatMap((claim) => placesByOwner.get(claim) ?? [])),
  };
};

const ownersIn = (item: Item, field: string): string[] => {
  const value = item[field];
  return value === undefined ? [] : stringsIn(value);
};

const stringsIn = (value: AttributeValue): string[] => {
  if ('S' in value) return [value.S];
  return 'L' in value ? value.L.flatMap(stringsIn) : [];
};
