/**
 * Small letters beyond ASCII, and the letter of ASCII for which a person is likeliest to take each, in one of its two sizes. Not all
 * that Unicode calls confusable.
 */
const pairs: readonly (readonly [letters: string, looksLike: string])[] = [
  ['аαɑ', 'a'],
  ['вβь', 'b'],
  ['с', 'c'],
  ['ԁ', 'd'],
  ['еεҽ', 'e'],
  ['ցɡ', 'g'],
  ['һнհ', 'h'],
  ['іιı', 'i'],
  ['јյ', 'j'],
  ['кκ', 'k'],
  ['ӏ', 'l'],
  ['мμ', 'm'],
  ['ηոռ', 'n'],
  ['оοօ', 'o'],
  ['рρ', 'p'],
  ['ԛզ', 'q'],
  ['г', 'r'],
  ['ѕ', 's'],
  ['тτ', 't'],
  ['υս', 'u'],
  ['ѵν', 'v'],
  ['ԝωա', 'w'],
  ['хχ', 'x'],
  ['уγү', 'y'],
  ['ζ', 'z'],
];

export const lookAlikeLetters: ReadonlyMap<string, string> = new Map(
  pairs.flatMap(([letters, looksLike]) => [...letters].map((letter) => [letter, looksLike] as const)),
);
