import { displayWidth, toGraphemes } from './display-width.ts';

/** Breaks text into lines of at most `width` columns, at spaces; a word that is longer than a line is cut. Never empty. */
export const wrapText = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => cut(each, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
};

/** Cuts a text into pieces of at most `width` columns each. */
export const cut = (text: string, width: number): string[] => {
  if (displayWidth(text) <= width) return [text];
  const pieces: string[] = [];
  let piece = '';
  for (const grapheme of toGraphemes(text)) {
    if (piece !== '' && displayWidth(piece + grapheme) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += grapheme;
  }
  return [...pieces, piece];
};
