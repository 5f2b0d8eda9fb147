import type { ListingSpool } from './create-listing-spool.ts';
import { maxReplays } from './list-all-users.ts';
import { listChain, StaleTokenError } from './list-chain.ts';
import type { ListingPorts } from './listing-ports.ts';
import { type ListingState, serialChain } from './listing-state.ts';
import { filterOf, isUuid } from './shard-prefixes.ts';
import { shardTroubleOf } from './shard-trouble.ts';

/** Something speaks against the shards of this pool: whoever they did not show can only be found without them. */
export class ShardDoubt extends Error {
  override readonly name: string = 'ShardDoubt';
}

/** Lists the users whose sub begins with a prefix, from where its chain stands. Takes whom it finds out of `unseen`. */
export const listShard = async (
  prefix: string,
  ports: ListingPorts,
  spool: ListingSpool,
  unseen: Set<string>,
): Promise<void> => {
  for (let replays = 0; !spool.chain(prefix).isDone; replays += 1) {
    try {
      for await (const page of listChain({ filter: filterOf(prefix), from: spool.chain(prefix).token }, ports)) {
        let hasSeen = false;
        for (const { sub } of page.users) {
          if (!isUuid(sub)) throw new ShardDoubt('A sub is not a UUID.');
          if (!sub.startsWith(prefix)) throw new ShardDoubt('The filter returned users whom it should have left out.');
          hasSeen = unseen.delete(sub) || hasSeen;
        }
        if (hasSeen) spool.change({ unseen: [...unseen] });
        await spool.take(prefix, page);
      }
    } catch (error) {
      if (error instanceof StaleTokenError) {
        if (replays >= maxReplays) throw error.cause;
        spool.restart(prefix);
        // It has to show them again.
        for (const sub of spool.state.firstSubs) if (sub.startsWith(prefix)) unseen.add(sub);
        spool.change({ unseen: [...unseen] });
        continue;
      }
      const trouble = shardTroubleOf(error, ports);
      throw trouble === undefined ? error : new ShardDoubt(trouble);
    }
  }
};

/**
 * What speaks against shards that have all come to their end. The pool's estimate lags, so it proves nothing; but shards
 * that found less than it says may have lost users, and one that is far below what was found cannot tell.
 */
export const findShardDoubts = (
  { chains }: Pick<ListingState, 'chains'>,
  unseen: number,
  estimatedUsers: number,
): string[] => {
  let found = 0;
  for (const [prefix, { users }] of Object.entries(chains)) if (prefix !== serialChain) found += users;
  const doubts: string[] = [];
  if (unseen > 0) doubts.push(`Users of the first pages who were not found by their shard: ${unseen}.`);
  if (found < 0.99 * estimatedUsers)
    doubts.push(`The shards found ${found} users, the pool estimates ${estimatedUsers}.`);
  if (estimatedUsers < 0.9 * found)
    doubts.push(`The pool estimates ${estimatedUsers} users, too few to confirm the ${found} that the shards found.`);
  return doubts;
};
