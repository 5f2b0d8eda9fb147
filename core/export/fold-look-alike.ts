import { lookAlikeLetters } from './look-alike-letters.ts';

/**
 * A form that is equal for names which a person may take for one another: letters folded as Unicode folds them, and those of
 * other alphabets by their looks. Names are only flagged by it: making one of them would give somebody's account away.
 */
export const foldLookAlike = (name: string): string =>
  isAscii(name) ? name.toLowerCase() : foldLetters(name.normalize('NFKC').toLowerCase());

const foldLetters = (name: string): string => {
  let folded = '';
  for (const letter of name) folded += lookAlikeLetters.get(letter) ?? letter;
  return folded;
};

export const isAscii = (text: string): boolean => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII begins with them.
  return /^[\u0000-\u007f]*$/.test(text);
};
