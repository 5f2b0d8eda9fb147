import { createHash } from 'node:crypto';
import type { AttributeValue, Item } from '../owners/attribute-value.ts';
import type { OwnerRules } from '../owners/owner-rules.ts';
import { canonical } from './move-token.ts';
import { nextVersion } from './to-conditional-write.ts';

/** Names a lock's value without saying it: a journal has nothing of an item but keys and ids. */
export const digestOfLock = (value: AttributeValue): string =>
  createHash('sha256').update(JSON.stringify(value, canonical)).digest('hex').slice(0, 32);

/** The digest of the lock an item will have once it has moved; undefined where none can be foretold. */
export const lockAfterMove = (item: Item, { moveLock, dataStore }: OwnerRules): string | undefined => {
  if (moveLock === undefined || (dataStore && moveLock === '_lastChangedAt')) return undefined;
  const value = item[moveLock];
  const after = dataStore && moveLock === '_version' ? (nextVersion(value) ?? value) : value;
  return after === undefined ? undefined : digestOfLock(after);
};
