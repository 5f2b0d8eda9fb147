import { runWorkers } from '../../flow/run-workers.ts';
import { listChain } from './list-chain.ts';
import type { ListingPorts } from './listing-ports.ts';
import { filterOf, foreignLetters, foreignSigns } from './shard-prefixes.ts';
import { shardTroubleOf } from './shard-trouble.ts';

export const foreignLooks = foreignLetters.length + foreignSigns.length;

/** Why shards by hex digits would not show everybody, as far as looking for other beginnings of subs can tell. */
export const findForeignSubs = async (ports: ListingPorts, atOnce: number): Promise<string | undefined> => {
  let doubt: string | undefined;
  await runWorkers([...foreignLetters, ...foreignSigns], atOnce, async (prefix) => {
    if (doubt !== undefined) return;
    const found = await lookFor(prefix, ports);
    doubt ??= found;
  });
  return doubt;
};

const lookFor = async (prefix: string, ports: ListingPorts): Promise<string | undefined> => {
  const isLetter = foreignLetters.includes(prefix);
  try {
    // A page may be empty although more follow, so that only the end of the chain says that there is nobody.
    for await (const { users } of listChain({ filter: filterOf(prefix) }, ports)) {
      if (users.length === 0) continue;
      const isFound = isLetter || users.some(({ sub }) => sub.startsWith(prefix));
      return isFound ? 'Subs begin with other characters than those of a UUID.' : undefined;
    }
    return undefined;
  } catch (error) {
    const trouble = shardTroubleOf(error, ports);
    if (trouble === undefined) throw error;
    return isLetter ? trouble : undefined;
  }
};
