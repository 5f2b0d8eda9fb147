import { toGraphemes } from './display-width.ts';

const isBare = /^[A-Za-z0-9_./:=,@%+-]+$/;
const needsEscapes =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what needs escaping.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A word as a POSIX shell must read it to get exactly this argument. Control characters become `$'\u001b'`. */
export const quoteWord = (argument: string): string => {
  if (isBare.test(argument)) return argument;
  if (argument.search(needsEscapes) === -1) return `'${argument.replaceAll("'", "'\\''")}'`;
  const escaped = argument
    .replace(/[\\']/g, '\\$&')
    .replace(needsEscapes, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `$'${escaped}'`;
};

/** A command line to copy: `poolferry export --out 'my users'`. */
export const toCommandLine = (argv: readonly string[]): string => ['poolferry', ...argv].map(quoteWord).join(' ');

/** The words of a command line, still quoted: split at spaces outside of quotes. */
export const splitShellWords = (commandLine: string): string[] =>
  commandLine.match(/(?:\$'(?:\\[\s\S]|[^'\\])*'|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s'"\\])+/g) ?? [];

/**
 * The smallest pieces between which a quoted word may be continued on the next line: after `\` and a line feed, a
 * shell goes on with the same word. Quoted text is closed and opened again.
 */
export const splitShellWord = (word: string): string[] => {
  const pieces =
    word.match(/\$'(?:\\u[0-9a-f]{4}|\\[\s\S]|[^'\\])*'|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^'"\\]/gu) ?? [];
  return pieces.flatMap((piece) => {
    if (piece.startsWith("$'")) {
      return (piece.slice(2, -1).match(/\\u[0-9a-f]{4}|\\[\s\S]|[^\\]/gu) ?? []).map((each) => `$'${each}'`);
    }
    if (piece.length > 2 && piece.startsWith("'")) return toGraphemes(piece.slice(1, -1)).map((each) => `'${each}'`);
    return [piece];
  });
};
