/** Letters beyond ASCII, and the letter of ASCII for which a person is likeliest to take each. Not all that Unicode calls confusable. */
const pairs: readonly (readonly [letters: string, looksLike: string])[] = [
  ['аАαΑɑ', 'a'],
  ['ВΒЬ', 'b'],
  ['сСϲ', 'c'],
  ['ԁ', 'd'],
  ['еЕΕҽ', 'e'],
  ['ցɡ', 'g'],
  ['һНΗհ', 'h'],
  ['іІιΙı', 'i'],
  ['јЈյ', 'j'],
  ['кКκΚ', 'k'],
  ['ӏӀ', 'l'],
  ['МΜ', 'm'],
  ['ηΝոռ', 'n'],
  ['оОοΟօ', 'o'],
  ['рРρΡ', 'p'],
  ['ԛզ', 'q'],
  ['г', 'r'],
  ['ѕЅ', 's'],
  ['ТΤτ', 't'],
  ['υս', 'u'],
  ['ѵν', 'v'],
  ['ԝωա', 'w'],
  ['хХχΧ', 'x'],
  ['уУγΥү', 'y'],
  ['Ζ', 'z'],
];

export const lookAlikeLetters: ReadonlyMap<string, string> = new Map(
  pairs.flatMap(([letters, looksLike]) => [...letters].map((letter) => [letter, looksLike] as const)),
);
