import { RefusedError } from '../errors.ts';
import type { UserRecord } from '../users/user-record.ts';

/** Sharing of names is settled among all users at once, in memory: about 3 kB each. */
export const maxUsersInMemory = 250_000;

/**
 * All users, ordered by sub, so that what is made from them does not depend on the order of the listing. Refuses a pool that
 * would not fit into memory rather than ending half way.
 */
export const collectUsers = async (users: AsyncIterable<UserRecord>, max = maxUsersInMemory): Promise<UserRecord[]> => {
  const collected: UserRecord[] = [];
  for await (const user of users) {
    collected.push(user);
    if (collected.length > max) {
      throw new RefusedError(`The pool has more than ${max} users, which this version cannot export.`, {
        code: 'pool-too-large',
        hint: 'Nothing was written.',
      });
    }
  }
  return collected.sort((a, b) => (a.sub < b.sub ? -1 : a.sub > b.sub ? 1 : 0));
};
