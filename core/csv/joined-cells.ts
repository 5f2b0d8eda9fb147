/** Cells in one text, so that one look settles all of them. A line feed is in no cell that an import file can carry. */
export const joinCells = (cells: readonly string[]): string => cells.join('\n');

/**
 * Whether joined cells, so many of them, are plain throughout: ASCII without backslash and quotation mark, and no space
 * outside. Then none of them is unsafe. Nearly every row is settled by this.
 */
export const arePlainCells = (joined: string, count: number): boolean =>
  !/[^ !#-[\]-~\n]|(?:^|\n) | (?:\n|$)/.test(joined) && countLineFeeds(joined) === count - 1;

const countLineFeeds = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
};
