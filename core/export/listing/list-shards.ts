import { runWorkers } from '../../flow/run-workers.ts';
import type { ListingSpool } from './create-listing-spool.ts';
import { listShard, ShardDoubt } from './list-shard.ts';
import type { ListingPorts } from './listing-ports.ts';
import { serialChain } from './listing-state.ts';
import { shardPrefixes } from './shard-prefixes.ts';

const shardsAtOnce = shardPrefixes.length;

/**
 * Lists the shards that have not come to their end. One doubt says enough: the others stop after the page that is under way,
 * and what failed besides does not matter, since the pool is listed as a whole then. Without one, shards that can be listed
 * are, so that only the failed ones are left for the next time; then the first failure surfaces. Returns the doubt.
 */
export const listShards = async (
  ports: ListingPorts,
  spool: ListingSpool,
  unseen: Set<string>,
): Promise<string | undefined> => {
  const open = Object.keys(spool.state.chains).filter(
    (prefix) => prefix !== serialChain && !spool.chain(prefix).isDone,
  );
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(ports.signal ? [ports.signal] : [])]);
  const doubts: string[] = [];
  const failures: unknown[] = [];
  await runWorkers(open, shardsAtOnce, async (prefix) => {
    try {
      await listShard(prefix, { ...ports, signal }, spool, unseen);
    } catch (error) {
      if (error instanceof ShardDoubt) {
        doubts.push(error.message);
        stop.abort();
        return;
      }
      failures.push(error);
      if (!signal.aborted) ports.note?.('a shard failed, listing the others to their end');
    }
  });
  const [doubt] = doubts;
  if (doubt === undefined && failures.length > 0) throw failures[0];
  return doubt;
};
