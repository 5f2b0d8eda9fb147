import type { MisfitProblem } from './attribute-contract.ts';

/** For people: words that complete `"email" is ...`. */
export const misfitWords: Readonly<Record<MisfitProblem, string>> = {
  unknown: 'not an attribute of the target',
  'too-short': 'shorter than the target allows',
  'too-long': 'longer than the target allows',
  'not-a-number': 'not a number',
  'number-too-small': 'smaller than the target allows',
  'number-too-large': 'larger than the target allows',
  'not-a-boolean': 'neither true nor false',
  'not-a-date': 'not a date written as YYYY-MM-DD',
  'not-an-email-address': 'not an address',
  'not-a-phone-number': 'not "+", country code and digits',
};
