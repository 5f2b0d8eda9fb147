import { describe, expect, it } from 'vitest';
import { listAllUsers, listEveryUser } from '../../core/export/listing/list-all-users.ts';
import type { ListingPorts, UsersPage } from '../../core/export/listing/listing-ports.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';
import { buildUser } from '../support/user-builders.ts';

type Page = UsersPage;
type Answer = Page | Error;

const named = (name: string) => Object.assign(new Error(name), { name });
const page = (users: readonly number[], paginationToken?: string): Page => ({
  users: users.map((n) => buildUser(n)),
  ...(paginationToken === undefined ? {} : { paginationToken }),
});

/** Answers requests in order, and fails on one more than foreseen. */
const listingOf = (answers: readonly Answer[], overrides: Partial<ListingPorts> = {}) => {
  const clock = createSimulatedClock();
  const asked: (string | undefined)[] = [];
  const ports: ListingPorts = {
    listUsersPage: async ({ paginationToken: token }) => {
      const answer = answers[asked.length];
      asked.push(token);
      if (answer === undefined) throw new Error('one request too many');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    rateLimit: createRateLimit({ unitsPerSecond: 20, unitsPerCall: 1, clock }),
    isThrottle: (error) => (error as Error).name === 'Throttle',
    isTransient: (error) => (error as Error).name === 'Reset',
    isRefused: (error) => (error as Error).name === 'Stale',
    clock,
    random: () => 0.5,
    ...overrides,
  };
  return { ports, asked, clock };
};

const collect = async (users: AsyncIterable<UserRecord>) => {
  const names: string[] = [];
  for await (const user of users) names.push(user.username);
  return names;
};

describe('listAllUsers', () => {
  it('goes on after short and empty pages until there is no token', async () => {
    const { ports, asked } = listingOf([page([1], 'a'), page([], 'b'), page([2], 'c'), page([])]);

    expect(await collect(listAllUsers(ports))).toEqual(['user1', 'user2']);
    expect(asked).toEqual([undefined, 'a', 'b', 'c']);
  });

  it('starts over when a token went stale, and shows nobody twice', async () => {
    const { ports, asked } = listingOf([page([1, 2], 'a'), named('Stale'), page([2, 3], 'b'), page([1])]);

    expect(await collect(listAllUsers(ports))).toEqual(['user1', 'user2', 'user3']);
    expect(asked).toEqual([undefined, 'a', undefined, 'b']);
  });

  it('shows users again rather than keep in memory who was shown, where that is asked for', async () => {
    const { ports } = listingOf([page([1, 2], 'a'), named('Stale'), page([2, 3], 'b'), page([1])]);

    expect(await collect(listEveryUser(ports))).toEqual(['user1', 'user2', 'user2', 'user3', 'user1']);
  });

  it('does not take an error of the first page for a stale token', async () => {
    const { ports } = listingOf([named('Stale')]);

    await expect(collect(listAllUsers(ports))).rejects.toThrow('Stale');
  });

  it('gives up when tokens keep going stale', async () => {
    const answers = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? page([1], 'a') : named('Stale')));
    const { ports, asked } = listingOf(answers);

    await expect(collect(listAllUsers(ports))).rejects.toThrow('Stale');
    expect(asked).toHaveLength(22);
  });

  it.each([1, 2, 3, 7])('fails loudly when tokens repeat after %i', async (length) => {
    const answers = Array.from({ length: 50 }, (_, n) => page([n], `token ${n % length}`));
    const { ports, asked } = listingOf(answers);

    await expect(collect(listAllUsers(ports))).rejects.toMatchObject({ code: 'listing-cycle' });
    expect(asked.length).toBeLessThanOrEqual(3 * length + 2);
  });

  it('waits out half an hour of throttling and loses nobody', async () => {
    const storm = Array.from({ length: 180 }, () => named('Throttle'));
    const { ports, clock } = listingOf([page([1], 'a'), ...storm, page([2])]);

    expect(await collect(listAllUsers(ports))).toEqual(['user1', 'user2']);
    expect(clock.monotonicMs()).toBeGreaterThan(25 * 60_000);
  });

  it('says what it waits for, and when that is over', async () => {
    const said: string[] = [];
    const note = (what: string) => said.push(what);
    const answers = [
      page([1], 'a'),
      named('Throttle'),
      named('Throttle'),
      page([2], 'b'),
      page([3], 'c'),
      named('Stale'),
      page([]),
    ];

    await collect(listAllUsers(listingOf(answers, { note }).ports));

    const waiting = 'AWS asks for fewer requests, waiting';
    expect(said).toEqual([waiting, waiting, 'listing', 'the listing went stale, starting over', 'listing']);
  });

  it('tries a few times when calls fail on their way, then lets the error through', async () => {
    const resets = Array.from({ length: 6 }, () => named('Reset'));

    expect(await collect(listAllUsers(listingOf([...resets.slice(1), page([1])]).ports))).toEqual(['user1']);
    await expect(collect(listAllUsers(listingOf(resets).ports))).rejects.toThrow('Reset');
  });

  it('waits out half an hour in which the service cannot be reached, once it had answered, and says so', async () => {
    const said: string[] = [];
    const outage = Array.from({ length: 180 }, () => named('Reset'));
    const { ports, clock } = listingOf([page([1], 'a'), ...outage, page([2])], { note: (what) => said.push(what) });

    expect(await collect(listAllUsers(ports))).toEqual(['user1', 'user2']);
    expect(clock.monotonicMs()).toBeGreaterThan(25 * 60_000);
    expect([...new Set(said)]).toEqual(['AWS does not answer, trying again', 'listing']);
  });

  it('gives up some day when the service cannot be reached any more', async () => {
    const outage = Array.from({ length: 1_000 }, () => named('Reset'));
    const { ports, clock } = listingOf([page([1], 'a'), ...outage]);

    await expect(collect(listAllUsers(ports))).rejects.toThrow('Reset');
    expect(clock.monotonicMs()).toBeLessThan(2 * 3_600_000);
  });

  it('asks once about an error that nothing calls passing', async () => {
    const { ports, asked } = listingOf([named('AccessDenied')]);

    await expect(collect(listAllUsers(ports))).rejects.toThrow('AccessDenied');
    expect(asked).toHaveLength(1);
  });

  it('stops at the next request when it is interrupted', async () => {
    const interruption = new AbortController();
    const { ports, asked } = listingOf([page([1], 'a'), page([2])], { signal: interruption.signal });
    const seen: string[] = [];

    await expect(
      (async () => {
        for await (const user of listAllUsers(ports)) {
          seen.push(user.username);
          interruption.abort();
        }
      })(),
    ).rejects.toMatchObject({ exitCode: 130 });

    expect(seen).toEqual(['user1']);
    expect(asked).toHaveLength(1);
  });

  it('keeps the pace of its share of the quota', async () => {
    const answers = [...Array.from({ length: 40 }, (_, n) => page([n], `t${n}`)), page([40])];
    const { ports, clock } = listingOf(answers);

    await collect(listAllUsers(ports));

    expect(clock.monotonicMs()).toBeCloseTo(2000, -1);
  });
});
