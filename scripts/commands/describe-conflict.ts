import { number } from './remap-report-parts.ts';

/** How many items a conflict keeps as they are, and why. */
export const describeConflict = ([code, times]: readonly [code: string, times: number]): string =>
  `${number(times)} ${code}: ${conflictMeanings[code] ?? code}`;

const conflictMeanings: Readonly<Record<string, string>> = {
  'halves-differ': 'the sub and the username of one owner are not the same user',
  'two-users': 'the value is an id of one user and an id of another',
  'sub-or-username':
    'sub and username were equal and no longer are; a template ("{sub}" or "{username}") tells which it was',
  'new-id-is-also-old': "what would be written is itself another user's old id",
  'changed-since': 'the application has written since; its value stays',
  'new-since': 'a new id that this run did not write: later than the run, or earlier',
  'map-key-exists': 'the map has the new key already, or two of its keys would become one',
  'composite-differs': 'an attribute that should be others joined is not',
  'key-exists': 'another item is under the new primary key already',
  'no-lock': 'the item has no lock attribute, so that nobody could tell whether the application has written it',
  'move-in-doubt':
    'the run was killed over a move to this key; the item may be the one that was moved, or one that the application made',
  'changed-meanwhile': 'the application wrote another owner meanwhile',
  'write-refused': 'DynamoDB refuses the changed item, for example for its size',
};
