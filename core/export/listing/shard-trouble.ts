import { PoolferryError } from '../../errors.ts';
import { StaleTokenError } from './list-chain.ts';
import type { ListingPorts } from './listing-ports.ts';

/** What an error of a filtered listing says against shards; undefined when it would have met any listing. */
export const shardTroubleOf = (error: unknown, ports: Pick<ListingPorts, 'isRefused'>): string | undefined => {
  if (error instanceof PoolferryError) {
    return error.code === 'listing-cycle' ? 'The listing of a shard went in circles.' : undefined;
  }
  return error instanceof StaleTokenError || ports.isRefused(error)
    ? 'ListUsers does not take a filter by the beginning of a sub.'
    : undefined;
};
