export type UnsafeReason =
  | 'a line break'
  | 'a control character'
  | 'a backslash'
  | 'a quotation mark that could open a quoted cell'
  | 'white space at its start or end'
  | 'a byte order mark'
  | 'half a character (a lone surrogate)';

/** Nearly every value is settled by this one look: plain ASCII without backslash and quotation mark, and no space outside. */
const isPlain = (value: string): boolean =>
  !/[^ !#-[\]-~]/.test(value) && !value.startsWith(' ') && !value.endsWith(' ');

/**
 * Why Cognito's import dialect cannot carry this value, or undefined if it can. The dialect quotes nothing, escapes only
 * commas and trims cells; how it reads line breaks, backslashes and quotation marks is not documented. A value that might
 * be read as another cell or another row would let one user write a row for somebody else, so it is not sent at all.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html, read 2026-11-20.
 */
export const findUnsafe = (value: string): UnsafeReason | undefined => {
  if (isPlain(value)) return undefined;
  if (/[\n\r\u0085\u2028\u2029]/.test(value)) return 'a line break';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u001f\u007f-\u009f]/.test(value)) return 'a control character';
  if (value.includes('\\')) return 'a backslash';
  if (value.includes('\ufeff')) return 'a byte order mark';
  if (value !== value.trim()) return 'white space at its start or end';
  if (!value.isWellFormed()) return 'half a character (a lone surrogate)';
  if (couldOpenQuotes(value)) return 'a quotation mark that could open a quoted cell';
  return undefined;
};

/**
 * "Do not quote strings" makes quotation marks plain text. For the case that a reader still pairs them, pairs inside a value
 * are harmless (commas are escaped); one at the start or one left open would swallow what follows.
 */
const couldOpenQuotes = (value: string): boolean => {
  if (!value.includes('"')) return false;
  return value.startsWith('"') || value.split('"').length % 2 === 0;
};
