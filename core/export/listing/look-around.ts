import { runWorkers } from '../../flow/run-workers.ts';
import { findForeignSubs } from './find-foreign-subs.ts';
import { maxReplays } from './list-all-users.ts';
import { listChain, StaleTokenError } from './list-chain.ts';
import type { ListingPorts, UsersPage } from './listing-ports.ts';

/** Unfiltered pages whose users every shard is held against. */
export const checkPages = 20;
export const usersPerPage = 60;
/** So that looks and first pages, which share the rate limit, take about as long. */
const looksAtOnce = 4;

export type LookAround = {
  readonly pages: readonly UsersPage[];
  /** What looking for foreign subs told. */
  readonly looked: () => Promise<string | undefined>;
};

/**
 * The first pages of the whole pool. One chain leaves most of the quota unused: where the estimate says that there will be
 * shards, looks for foreign subs are made beside it; otherwise when they turn out to be needed.
 */
export const lookAround = async (estimatedUsers: number, ports: ListingPorts): Promise<LookAround> => {
  const look = () => findForeignSubs(ports, looksAtOnce);
  if (estimatedUsers <= checkPages * usersPerPage) return { pages: await readFirstPages(ports), looked: look };
  let pages: readonly UsersPage[] = [];
  let doubt: string | undefined;
  const readPages = async () => {
    pages = await readFirstPages(ports);
  };
  const lookAhead = async () => {
    doubt = await look();
  };
  await runWorkers([readPages, lookAhead], 2, (task) => task());
  return { pages, looked: async () => doubt };
};

const readFirstPages = async (ports: ListingPorts): Promise<readonly UsersPage[]> => {
  for (let replays = 0; ; replays += 1) {
    const pages: UsersPage[] = [];
    try {
      for await (const page of listChain({}, ports)) {
        pages.push(page);
        if (pages.length === checkPages) break;
      }
      return pages;
    } catch (error) {
      if (!(error instanceof StaleTokenError)) throw error;
      if (replays >= maxReplays) throw error.cause;
    }
  }
};
