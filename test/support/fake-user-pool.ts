import type { ListingPorts, PageQuery, UsersPage } from '../../core/export/listing/listing-ports.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createSimulatedClock } from './simulated-clock.ts';

export const named = (name: string) => Object.assign(new Error(name), { name });

type PoolBehaviour = {
  readonly pageSize?: number;
  /** Every so many pages an empty one with a token. */
  readonly emptyEvery?: number;
  /** Users whom a filter does not find, although it should. */
  readonly filterMisses?: (user: UserRecord) => boolean;
  readonly filter?:
    | 'works'
    | 'is-ignored'
    | 'is-refused'
    | 'finds-nobody'
    | 'folds-case'
    | 'goes-in-circles'
    | 'is-empty-in-circles';
  /** Asked before every request is answered; what it gives is thrown. May change `pool.users`. */
  readonly fault?: (query: PageQuery, request: number) => Error | undefined;
};

/** A user pool that lists as Cognito does: an order of its own for every chain, users as they were when the chain began. */
export const createFakeUserPool = (users: readonly UserRecord[], behaviour: PoolBehaviour = {}) => {
  const { pageSize = 60, emptyEvery, filterMisses = () => false, filter: kind = 'works', fault } = behaviour;
  const clock = createSimulatedClock();
  const requests: PageQuery[] = [];
  const chains = new Map<string, { readonly filter: string | undefined; readonly rest: readonly UserRecord[] }>();
  let lastToken = 0;
  let lastChain = 0;
  const pool = { users };

  const begin = (filter: string | undefined) => {
    lastChain += 1;
    if (filter === undefined) return inOrderOf(lastChain, pool.users);
    if (kind === 'is-refused') throw named('Refused');
    const [, attribute, quoted = ''] = /^(\w+) \^= "((?:[^"\\]|\\["\\])*)"$/.exec(filter) ?? [];
    if (attribute === undefined) throw named('Refused');
    if (kind === 'finds-nobody') return [];
    const prefix = quoted.replace(/\\(["\\])/g, '$1');
    const filtered = (user: UserRecord) => (attribute === 'sub' ? user.sub : (user.attributes.get(attribute) ?? ''));
    const fits = (value: string) =>
      kind === 'is-ignored' ||
      value.startsWith(prefix) ||
      (kind === 'folds-case' && value.toLowerCase().startsWith(prefix.toLowerCase()));
    return inOrderOf(
      lastChain,
      pool.users.filter((user) => fits(filtered(user)) && !filterMisses(user)),
    );
  };

  const toPage = (rest: readonly UserRecord[], filter: string | undefined): UsersPage => {
    if (kind === 'is-empty-in-circles' && filter !== undefined) {
      chains.set(`token ${filter}`, { filter, rest });
      return { users: [], paginationToken: `token ${filter}` };
    }
    const isEmpty = emptyEvery !== undefined && requests.length % emptyEvery === 0;
    const size = isEmpty ? 0 : pageSize;
    if (rest.length <= size) return { users: rest };
    lastToken += 1;
    const token = kind === 'goes-in-circles' && filter !== undefined ? `token ${filter}` : `token ${lastToken}`;
    chains.set(token, { filter, rest: kind === 'goes-in-circles' && filter !== undefined ? rest : rest.slice(size) });
    return { users: rest.slice(0, size), paginationToken: token };
  };

  const listing: ListingPorts = {
    async listUsersPage(query) {
      requests.push(query);
      const error = fault?.(query, requests.length);
      if (error !== undefined) throw error;
      const { filter, paginationToken } = query;
      if (paginationToken === undefined) return toPage(begin(filter), filter);
      const chain = chains.get(paginationToken);
      if (chain === undefined || chain.filter !== filter) throw named('Refused');
      return toPage(chain.rest, filter);
    },
    rateLimit: createRateLimit({ unitsPerSecond: 20, unitsPerCall: 1, burstUnits: 2, clock }),
    isThrottle: (error) => (error as Error).name === 'Throttle',
    isTransient: (error) => (error as Error).name === 'Reset',
    isRefused: (error) => (error as Error).name === 'Refused',
    clock,
    random: () => 0.5,
  };
  return { pool, listing, requests, clock, expireTokens: () => chains.clear() };
};

/** Another order for every chain, the same for every test. */
const inOrderOf = (chain: number, users: readonly UserRecord[]): readonly UserRecord[] => {
  if (users.length === 0) return users;
  const from = (chain * 7919) % users.length;
  const turned = [...users.slice(from), ...users.slice(0, from)];
  return chain % 2 === 0 ? turned.toReversed() : turned;
};
