import { type OwnerPathStep, parseOwnerPath } from '../owners/owner-path.ts';

/**
 * Where in items of a table a text stands, every list position taken together. `any` is a name that is data rather than a
 * name, an id as the key of a map: places under such names are taken together, too.
 */
export type Place = readonly (OwnerPathStep | { readonly kind: 'any' })[];

/**
 * The place as the configuration writes paths. Names that are data stand as `*`, so that no path shows whose item it was
 * found in.
 */
export const placeText = (place: Place): string =>
  place.reduce((text, step) => {
    if (step.kind === 'elements') return `${text}[]`;
    if (step.kind === 'keys') return `${text}{}`;
    const name = step.kind === 'any' ? '*' : step.name;
    return text === '' ? name : `${text}.${name}`;
  }, '');

/** Whether the configuration can name this place: not every attribute name can be written in a path. */
export const isWritable = (place: Place): boolean => {
  const parsed = parseOwnerPath(placeText(place));
  if (!parsed.ok) return false;
  const read: Place = [{ kind: 'attribute', name: parsed.path.root }, ...parsed.path.steps];
  return JSON.stringify(read) === JSON.stringify(place);
};

/** The attribute of the item that the place is inside of. */
export const rootOf = ([root]: Place): string => (root?.kind === 'attribute' ? root.name : '');

export const byPlaceText = (one: { readonly place: Place }, other: { readonly place: Place }): number => {
  const [a, b] = [placeText(one.place), placeText(other.place)];
  return a < b ? -1 : a > b ? 1 : 0;
};
