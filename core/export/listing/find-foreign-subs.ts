import { runWorkers } from '../../flow/run-workers.ts';
import { listChain } from './list-chain.ts';
import type { ListingPorts } from './listing-ports.ts';
import { filterOf, foreignBeginnings, isLetter, isUuid } from './shard-prefixes.ts';
import { shardTroubleOf } from './shard-trouble.ts';

export const foreignLooks = foreignBeginnings.length;

/** Why shards by hex digits would not show everybody, as far as looking for other beginnings of subs can tell. */
export const findForeignSubs = async (ports: ListingPorts, atOnce: number): Promise<string | undefined> => {
  const doubts = new Map<string, string>();
  await runWorkers(foreignBeginnings, atOnce, async (prefix) => {
    if (doubts.size > 0) return;
    const doubt = await lookFor(prefix, ports);
    if (doubt !== undefined) doubts.set(prefix, doubt);
  });
  // Those before it were all asked for, so that it is the same one however long each look takes.
  const first = foreignBeginnings.find((prefix) => doubts.has(prefix));
  return first === undefined ? undefined : doubts.get(first);
};

/**
 * Nobody shows that filters take signs literally: a refusal, a lasting failure of the service, or users whom a sign should not have
 * found, says nothing. With letters each does. A filter that ignores case finds UUIDs by their letters in upper case; their shard then ignores it too.
 */
const lookFor = async (prefix: string, ports: ListingPorts): Promise<string | undefined> => {
  const isOfLetter = isLetter(prefix);
  try {
    // A page may be empty although more follow, so that only the end of the chain says that there is nobody.
    for await (const { users } of listChain({ filter: filterOf(prefix) }, ports)) {
      if (users.length === 0) continue;
      if (!users.every(({ sub }) => isUuid(sub))) return 'A sub is not a UUID.';
      const isMeant = users.every(({ sub }) => sub.startsWith(prefix.toLowerCase()));
      return isOfLetter && !isMeant ? 'The filter returned users whom it should have left out.' : undefined;
    }
    return undefined;
  } catch (error) {
    const trouble = shardTroubleOf(error, ports);
    if (!isOfLetter && (trouble !== undefined || ports.isTransient(error))) return undefined;
    if (trouble === undefined) throw error;
    return trouble;
  }
};
