import { defaultSortMemory } from '../../spill/create-sorter.ts';
import { createListingSpool, type ListingRun, type ListingSpool } from './create-listing-spool.ts';
import { foreignLooks } from './find-foreign-subs.ts';
import { maxReplays } from './list-all-users.ts';
import { listChain, StaleTokenError } from './list-chain.ts';
import { findShardDoubts } from './list-shard.ts';
import { listShards } from './list-shards.ts';
import type { ListingPorts } from './listing-ports.ts';
import {
  emptyListing,
  isTooOld,
  type ListingState,
  listingCheckpoint,
  listingStateSchema,
  serialChain,
} from './listing-state.ts';
import { checkPages, lookAround, usersPerPage } from './look-around.ts';
import { isUuid, shardPrefixes } from './shard-prefixes.ts';

export type ListingSettings = {
  /** Whom to list, in the language of ListUsers; everybody when absent. */
  readonly filter?: string | undefined;
  /** List no more users than this, whoever comes first. */
  readonly limit?: number | undefined;
  readonly serial: boolean;
  readonly estimatedUsers: number;
  /** Bytes of users that are kept in memory. */
  readonly memory?: number | undefined;
};

/**
 * Lists a pool into the scratch room of a run, resumably, and says how far that can be trusted. Shards by the beginnings of
 * subs are listed side by side; where anything speaks against them the pool is listed again as one chain, which is
 * complete by itself. `onListed` hears of users as they are taken.
 */
export const listPool = async (
  settings: ListingSettings,
  ports: ListingPorts,
  run: ListingRun,
  onListed: (users: number) => void = () => {},
): Promise<ListingState> => {
  const nowMs = () => ports.clock.nowMs();
  const { memory = defaultSortMemory } = settings;
  const kept = await readKeptListing(run, nowMs());
  const spool = createListingSpool(kept ?? emptyListing(nowMs()), run, memory, nowMs);
  const counting: ListingSpool = {
    ...spool,
    get state() {
      return spool.state;
    },
    take(prefix, page) {
      onListed(page.users.length);
      const { isDoubted, hasForeignSub } = spool.state;
      if (prefix === serialChain && isDoubted && !hasForeignSub) {
        spool.change({ hasForeignSub: !page.users.every(({ sub }) => isUuid(sub)) });
      }
      return spool.take(prefix, page);
    },
  };
  try {
    await listOn(settings, kept, ports, counting, onListed);
  } catch (error) {
    // What was listed before the trouble need not be listed again. The trouble itself is what a person must hear of.
    if (hasListed(spool.state)) await spool.keep().catch(() => undefined);
    throw error;
  }
  return spool.state;
};

const listOn = async (
  settings: ListingSettings,
  kept: ListingState | undefined,
  ports: ListingPorts,
  spool: ListingSpool,
  onListed: (users: number) => void,
): Promise<void> => {
  if (kept !== undefined) onListed(Object.values(kept.chains).reduce((sum, { users }) => sum + users, 0));
  else await begin(settings, ports, spool);
  if (spool.state.isComplete) return;
  if (spool.state.mode === 'sharded') await listSharded(settings, ports, spool);
  if (!spool.state.isComplete) await listSerially(settings, ports, spool);
};

const hasListed = ({ chains }: ListingState) => Object.values(chains).some(({ users }) => users > 0);

/** What an interrupted listing left, if it is there and not too old to go on with. */
export const readKeptListing = async (
  { checkpoints }: Pick<ListingRun, 'checkpoints'>,
  nowMs: number,
): Promise<ListingState | undefined> => {
  const kept = listingStateSchema.safeParse(await checkpoints.read(listingCheckpoint));
  return kept.success && !isTooOld(kept.data, nowMs) ? kept.data : undefined;
};

/**
 * Looks at the first pages of the whole pool. A pool that ends there is listed by them; they begin a serial listing where
 * subs are not what shards count on; otherwise their users are what shards are held against.
 */
const begin = async (settings: ListingSettings, ports: ListingPorts, spool: ListingSpool): Promise<void> => {
  const { serial, filter, limit } = settings;
  spool.restart(serialChain);
  if (serial || filter !== undefined || limit !== undefined) return;
  const { pages, looked } = await lookAround(settings.estimatedUsers, ports);
  const subs = pages.flatMap(({ users }) => users.map(({ sub }) => sub));
  const isWhole = pages.at(-1)?.paginationToken === undefined;
  const doubt = isWhole ? undefined : subs.every(isUuid) ? await looked() : 'A sub is not a UUID.';
  if (isWhole || doubt !== undefined) {
    if (doubt !== undefined) {
      ports.onDoubt?.(doubt);
      spool.change({ isDoubted: true });
    }
    for (const page of pages) await spool.take(serialChain, page);
    return;
  }
  for (const prefix of shardPrefixes) spool.restart(prefix);
  const firstSubs = [...new Set(subs)];
  spool.change({ mode: 'sharded', firstSubs, unseen: firstSubs });
};

const listSharded = async (settings: ListingSettings, ports: ListingPorts, spool: ListingSpool): Promise<void> => {
  const unseen = new Set(spool.state.unseen);
  const doubt = await listShards(ports, spool, unseen);
  const isComparable = doubt === undefined;
  const doubts = isComparable ? findShardDoubts(spool.state, unseen.size, settings.estimatedUsers) : [];
  // Its shards show the pool at moments too far apart, and `import` counts on a day to tell who was missed.
  if (isComparable && isTooOld(spool.state, ports.clock.nowMs())) doubts.push('The listing took more than a day.');
  if (isComparable && doubts.length === 0) {
    spool.change({ isComplete: true });
    return spool.keep();
  }
  ports.onDoubt?.(doubt ?? doubts.join(' '));
  ports.note?.('shards cannot be trusted, listing the pool as a whole');
  spool.change({
    mode: 'serial',
    isDoubted: !isComparable,
    differences: doubts,
    isComparable,
    firstSubs: [],
    unseen: [],
  });
  spool.restart(serialChain);
  await spool.keep();
};

/**
 * What a package says of a doubt. Which look, page or shard speaks first, and of what, differs from one listing to the next, and
 * with where it was interrupted; whether everybody has a UUID does not.
 */
const toDifference = ({ hasForeignSub }: ListingState): string =>
  hasForeignSub
    ? 'A sub is not a UUID.'
    : 'ListUsers does not take a filter by the beginning of a sub, goes in circles with it, or returned users whom it ' +
      'should have left out.';

const listSerially = async (settings: ListingSettings, ports: ListingPorts, spool: ListingSpool): Promise<void> => {
  const { filter, limit = Number.POSITIVE_INFINITY } = settings;
  for (let replays = 0; !spool.chain(serialChain).isDone; replays += 1) {
    try {
      for await (const page of listChain({ filter, from: spool.chain(serialChain).token }, ports)) {
        const room = limit - spool.chain(serialChain).users;
        await spool.take(serialChain, room > page.users.length ? page : { users: page.users.slice(0, room) });
        if (room <= page.users.length) break;
      }
    } catch (error) {
      if (!(error instanceof StaleTokenError)) throw error;
      if (replays >= maxReplays) throw error.cause;
      ports.note?.('the listing went stale, starting over');
      spool.restart(serialChain);
    }
  }
  const { isDoubted } = spool.state;
  spool.change({ isComplete: true, ...(isDoubted ? { differences: [toDifference(spool.state)] } : {}) });
  await spool.keep();
};

/** What listing a pool of this size takes, at the least: requests, and shards side by side if there are any. */
export const describeListing = ({ serial, filter, limit, estimatedUsers }: ListingSettings) => {
  const users = Math.min(limit ?? estimatedUsers, estimatedUsers);
  const pages = Math.max(1, Math.ceil(users / usersPerPage));
  const isSharded = !serial && filter === undefined && limit === undefined && pages > checkPages;
  const shards = isSharded ? shardPrefixes.length : 0;
  return { shards, pages: isSharded ? pages + checkPages + foreignLooks : pages };
};
