/**
 * Whether a text made of so many fields, with a tab between each two, gives them back when it is split, and is kept by a file of
 * lines: no field has a tab or a line feed, and UTF-8 has no bytes for half a character.
 */
export const areTabFields = (text: string, count: number): boolean =>
  !text.includes('\n') && text.isWellFormed() && countTabs(text) === count - 1;

const countTabs = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\t'); at >= 0; at = text.indexOf('\t', at + 1)) count += 1;
  return count;
};
