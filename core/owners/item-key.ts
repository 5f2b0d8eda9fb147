import type { AttributeValue, Item } from './attribute-value.ts';

/** A primary key as JSON can carry it. Keys hold strings, numbers and binary only. */
export type KeyJson = Readonly<
  Record<string, { readonly S: string } | { readonly N: string } | { readonly B: string }>
>;

export const keyOf = (item: Item, keyAttributes: readonly string[]): Item =>
  Object.fromEntries(keyAttributes.map((name) => [name, keyValue(item, name)]));

export const keyToJson = (key: Item): KeyJson =>
  Object.fromEntries(
    Object.entries(key).map(([name, value]): [string, KeyJson[string]] => {
      if ('S' in value) return [name, { S: value.S }];
      if ('N' in value) return [name, { N: value.N }];
      if ('B' in value) return [name, { B: Buffer.from(value.B).toString('base64') }];
      throw new TypeError(`"${name}" cannot be part of a primary key`);
    }),
  );

export const keyFromJson = (json: KeyJson): Item =>
  Object.fromEntries(
    Object.entries(json).map(([name, value]): [string, AttributeValue] => [
      name,
      'B' in value ? { B: new Uint8Array(Buffer.from(value.B, 'base64')) } : value,
    ]),
  );

/** One text per key, the same for equal keys of one table. */
export const keyText = (key: Item): string =>
  JSON.stringify(Object.entries(keyToJson(key)).sort(([a], [b]) => (a < b ? -1 : 1)));

const keyValue = (item: Item, name: string): AttributeValue => {
  const value = item[name];
  if (value === undefined) throw new TypeError(`the item has no key attribute "${name}"`);
  return value;
};
