/** Control characters (C0, C1), line separators, bidirectional controls and halves of surrogate pairs. */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/**
 * Text that cannot steer a terminal or pose as other text: what could is shown as `\u{1b}`. Line feeds are among it, so
 * that a value cannot forge a line of output.
 */
export const toVisibleText = (text: string): string =>
  text.replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/** The same for JSON text, whose own escapes it uses: the document stays equal. */
export const toVisibleJson = (json: string): string =>
  json.replace(unsafe, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, index) => toJsonEscape(character.charCodeAt(index))).join(''),
  );

const toJsonEscape = (codeUnit: number) => `\\u${codeUnit.toString(16).padStart(4, '0')}`;
