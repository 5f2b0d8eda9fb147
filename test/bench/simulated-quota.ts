import { listPool } from '../../core/export/listing/list-pool.ts';
import type { ListingPorts, PageQuery, UsersPage } from '../../core/export/listing/listing-ports.ts';
import type { Clock } from '../../core/flow/clock.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { openMemoryRun } from '../support/export-world.ts';
import { createGeneratedPool, strideOf } from '../support/generated-pool.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';

const pageSize = 60;
/** As the command sets it. */
const burstUnits = 2;

type Service = {
  readonly users: number;
  readonly latencyMs: number;
  readonly requestsPerSecond: number;
  /** As one chain of tokens. */
  readonly serial?: boolean;
};

/**
 * Lists a generated pool as `export` does, in simulated time: what waiting for answers and for the quota takes, whatever
 * the machine is and does. Work takes no time in it.
 */
export const listInSimulatedTime = async ({ users, latencyMs, requestsPerSecond, serial = false }: Service) => {
  const clock = withLateTimers(createSimulatedClock());
  const quota = createQuota(requestsPerSecond, clock);
  const pageOf = createPages(users);
  let [requests, throttled] = [0, 0];
  const listing: ListingPorts = {
    async listUsersPage(query) {
      requests += 1;
      const isWithin = quota.take();
      await clock.sleep(latencyMs);
      if (isWithin) return pageOf(query);
      throttled += 1;
      throw new Error('throttled');
    },
    rateLimit: createRateLimit({ unitsPerSecond: requestsPerSecond, unitsPerCall: 1, burstUnits, clock }),
    isThrottle: () => true,
    isTransient: () => false,
    isRefused: () => false,
    clock,
    random: () => 0.5,
  };
  const state = await listPool({ serial, estimatedUsers: users }, listing, await openMemoryRun(undefined, clock));
  const listed = Object.values(state.chains).reduce((sum, chain) => sum + chain.users, 0);
  if (listed !== users || (state.mode === 'serial') !== serial)
    throw new Error(`listed ${listed} of ${users} users, ${state.mode}`);
  return { listedMs: clock.monotonicMs(), requests, throttled };
};

/** Node's timers wake in whole milliseconds and late, here by up to two. */
const withLateTimers = <C extends Clock>(clock: C): C => {
  let sleeps = 0;
  return {
    ...clock,
    sleep(ms, signal) {
      sleeps += 1;
      return clock.sleep(Math.ceil(ms) + (sleeps % 3), signal);
    },
  };
};

/** One second's requests at once, and so many a second, as the service counts them. */
const createQuota = (requestsPerSecond: number, clock: Pick<Clock, 'monotonicMs'>) => {
  let balance = requestsPerSecond;
  let filledAtMs = clock.monotonicMs();
  return {
    take(): boolean {
      const nowMs = clock.monotonicMs();
      balance = Math.min(requestsPerSecond, balance + ((nowMs - filledAtMs) / 1000) * requestsPerSecond);
      filledAtMs = nowMs;
      if (balance < 1) return false;
      balance -= 1;
      return true;
    },
  };
};

const createPages = (size: number) => {
  const pool = createGeneratedPool(size);
  const stride = BigInt(strideOf(size));
  return ({ filter, paginationToken }: PageQuery): UsersPage => {
    const prefix = /^sub \^= "([0-9a-f]+)"$/.exec(filter ?? '')?.[1];
    const [first, end] = filter === undefined ? [0, size] : prefix === undefined ? [0, 0] : pool.range(prefix);
    const from = paginationToken === undefined ? first : Number(paginationToken);
    const to = Math.min(end, from + pageSize);
    const numbers = Array.from({ length: to - from }, (_, at) => from + at);
    const users = numbers.map((n) =>
      toUser(pool.user(filter === undefined ? Number((BigInt(n) * stride) % BigInt(size)) : n)),
    );
    return to < end ? { users, paginationToken: String(to) } : { users };
  };
};

/** What listing looks at. */
const toUser = (json: string): UserRecord => {
  const { Username, Attributes } = JSON.parse(json) as { Username: string; Attributes: { Value: string }[] };
  return {
    sub: Attributes[0]?.Value ?? '',
    username: Username,
    attributes: new Map(),
    status: 'CONFIRMED',
    enabled: true,
    createdAtMs: 0,
    lastModifiedAtMs: 0,
  };
};
