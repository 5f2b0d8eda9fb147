const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a person sees as one character each. */
export const toGraphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Columns that a text takes on a terminal: 2 for East Asian wide characters and emoji, 0 for marks that stand alone. */
export const displayWidth = (text: string): number =>
  isPlain.test(text) ? text.length : toGraphemes(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);

const isPlain = /^[\u0020-\u007e]*$/;
const isMark = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const isEmoji = /^\p{Emoji_Presentation}|\ufe0f/u;
/** Blocks whose characters are wide by Unicode's East_Asian_Width (W and F), without the rare ones in between. */
const isWide =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;

const graphemeWidth = (grapheme: string): number => {
  if (isMark.test(grapheme)) return 0;
  return isWide.test(grapheme) || isEmoji.test(grapheme) ? 2 : 1;
};

/** Fills up to a width with spaces; a text that is wider stays as it is. */
export const pad = (text: string, width: number, align: 'left' | 'right' = 'left'): string => {
  const filler = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + filler : filler + text;
};
