import type { AttributeValue, Item } from '../owners/attribute-value.ts';
import type { Place } from './place.ts';

export type FoundText = { readonly place: Place; readonly text: string };

/** `isAttribute`: the name is one of the item's own attributes, not a key of a map in it. */
type IsData = (name: string, isAttribute: boolean) => boolean;

const elements = { kind: 'elements' } as const;
const keys = { kind: 'keys' } as const;
const any = { kind: 'any' } as const;

/**
 * Every text of an item at every depth: strings, members of string sets, and names of attributes, which may be ids, too. `isData`
 * says of a name that it is a value, so that what is under it has no path of its own.
 */
export function* walkItem(item: Item, isData: IsData): Generator<FoundText> {
  yield* walkMap(item, [], isData);
}

function* walkMap(map: Readonly<Record<string, AttributeValue>>, place: Place, isData: IsData): Generator<FoundText> {
  for (const [name, value] of Object.entries(map)) {
    yield { place: [...place, keys], text: name };
    yield* walkValue(value, [...place, isData(name, place.length === 0) ? any : { kind: 'attribute', name }], isData);
  }
}

function* walkValue(value: AttributeValue, place: Place, isData: IsData): Generator<FoundText> {
  if ('S' in value) yield { place, text: value.S };
  else if ('SS' in value) for (const text of value.SS) yield { place: [...place, elements], text };
  else if ('L' in value) for (const element of value.L) yield* walkValue(element, [...place, elements], isData);
  else if ('M' in value) yield* walkMap(value.M, place, isData);
}
