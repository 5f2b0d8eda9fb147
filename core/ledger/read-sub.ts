/** Far more than any has. */
const longestSub = 256;

/**
 * A source sub as a person typed it. Most are UUIDs, and nobody promises that all are. Throws an `Error` that says what it
 * should be; what passes stands safely in a filter of ListUsers.
 */
export const readSub = (typed: string): string => {
  if (typed.includes('@'))
    throw new Error('is the sub of a source user; find it by an address with: ledger show --login');
  if (/^(user|login)#/.test(typed)) throw new Error('is a sub alone, without what the key of the table puts before it');
  if (typed.length > longestSub || !/^[^\s"\\\p{C}]+$/u.test(typed)) {
    throw new Error(`is a sub: at most ${longestSub} characters, without spaces or quotes`);
  }
  return typed;
};
