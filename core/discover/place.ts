import { type OwnerPathStep, parseOwnerPath } from '../owners/owner-path.ts';

/**
 * Where in items of a table a text stands, every list position taken together. The first step is the attribute of the
 * item, or `keys` where the attribute's name is itself data.
 */
export type Place = readonly OwnerPathStep[];

/**
 * The place as the configuration writes paths. Names that are data rather than names (ids as keys of a map) stand as
 * `{}`, so that no path ever shows whose item it was found in.
 */
export const placeText = (place: Place): string =>
  place.reduce((text, step) => {
    if (step.kind === 'elements') return `${text}[]`;
    if (step.kind === 'keys') return `${text}{}`;
    return text === '' ? step.name : `${text}.${step.name}`;
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
