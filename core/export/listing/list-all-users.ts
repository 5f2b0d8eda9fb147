import type { UserRecord } from '../../users/user-record.ts';
import { listChain, StaleTokenError } from './list-chain.ts';
import type { ListingPorts } from './listing-ports.ts';

/** A listing that never gets to its end with live tokens is not going to. */
export const maxReplays = 10;

/**
 * Every user of a pool, each once, in no particular order; one page is requested at a time. When a token has expired the
 * listing starts over and leaves out whom it has shown. Holds the subs seen so far in memory.
 */
export async function* listAllUsers(ports: ListingPorts): AsyncGenerator<UserRecord, void, undefined> {
  const seen = new Set<string>();
  for await (const user of listEveryUser(ports)) {
    if (seen.has(user.sub)) continue;
    seen.add(user.sub);
    yield user;
  }
}

/** The same in memory that does not grow: whom a listing had shown before it started over come again, as they are then. */
export async function* listEveryUser(ports: ListingPorts): AsyncGenerator<UserRecord, void, undefined> {
  let isStartingOver = false;
  for (let replays = 0; ; replays += 1) {
    try {
      for await (const { users } of listChain({}, ports)) {
        if (isStartingOver) ports.note?.('listing');
        isStartingOver = false;
        yield* users;
      }
      return;
    } catch (error) {
      if (!(error instanceof StaleTokenError)) throw error;
      if (replays >= maxReplays) throw error.cause;
      isStartingOver = true;
      ports.note?.('the listing went stale, starting over');
    }
  }
}
