import { standardAttributes } from '../../users/standard-attributes.ts';

/** Names of attributes, in the order of a listed user. */
export type NameList = readonly string[];

/** One letter for each name that every pool has. */
const letters: ReadonlyMap<string, string> = new Map(
  standardAttributes.map((name, at) => [name, String.fromCharCode(97 + at)]),
);
const byLetter: ReadonlyMap<string, string> = new Map([...letters].map(([name, letter]) => [letter, name]));

/** The list as one short text; undefined when a name in it could be taken for something else. */
export const encodeNames = (names: Iterable<string>): string | undefined => {
  let encoded = '';
  for (const name of names) {
    const letter = letters.get(name);
    if (letter === undefined && (name.length < 2 || name.includes(','))) return undefined;
    encoded += encoded === '' ? (letter ?? name) : `,${letter ?? name}`;
  }
  return encoded;
};

/** Most users of a pool have one of a few lists. */
const known = new Map<string, NameList>();
const maxKnown = 1_000;

export const decodeNames = (encoded: string): NameList => {
  const found = known.get(encoded);
  if (found !== undefined) return found;
  const names = encoded === '' ? [] : encoded.split(',').map((name) => byLetter.get(name) ?? name);
  if (known.size >= maxKnown) known.clear();
  known.set(encoded, names);
  return names;
};
