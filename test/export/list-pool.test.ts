import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListingSettings, listPool } from '../../core/export/listing/list-pool.ts';
import type { PageQuery } from '../../core/export/listing/listing-ports.ts';
import { openListedUsers } from '../../core/export/listing/read-listed-users.ts';
import { createMemoryRunStorage } from '../../core/journal/create-memory-run-store.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { openMemoryRun } from '../support/export-world.ts';
import { createFakeUserPool, named } from '../support/fake-user-pool.ts';
import { buildUser } from '../support/user-builders.ts';

const uuid = (n: number) => `${(n % 16).toString(16)}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => buildUser(from + n, { sub: uuid(from + n) }));
const withSub = (n: number, sub: string) => buildUser(n, { sub });

type Fake = ReturnType<typeof createFakeUserPool>;

const listFrom = async (
  fake: Fake,
  settings: Partial<ListingSettings> = {},
  storage = createMemoryRunStorage(),
  notes: string[] = [],
) => {
  const run = await openMemoryRun(storage, fake.clock);
  const told: string[] = [];
  try {
    const state = await listPool(
      { serial: false, estimatedUsers: fake.pool.users.length, ...settings },
      { ...fake.listing, note: (what) => void notes.push(what), onDoubt: (why) => void told.push(why) },
      run,
    );
    const listed = await openListedUsers(state, run.scratch);
    const users = (await Array.fromAsync(listed.read())).flat();
    const present = users.filter(({ isVanished }) => !isVanished);
    return {
      state,
      told,
      subs: present.map(({ user }) => user.sub),
      vanished: users.filter(({ isVanished }) => isVanished).map(({ user }) => user.sub),
      appeared: present.filter(({ isNew }) => isNew).map(({ user }) => user.sub),
    };
  } finally {
    await run.close();
  }
};

const isOfShard = (filter?: string) => filter !== undefined && /"[0-9a-f]"$/.test(filter);

const foreignSub = 'A sub is not a UUID.';
const uselessFilter =
  'ListUsers does not take a filter by the beginning of a sub, goes in circles with it, or returned users whom it should ' +
  'have left out.';

const subsOf = (users: readonly UserRecord[]) => users.map(({ sub }) => sub).sort();

describe('listPool', () => {
  it('lists a pool that ends within its first pages as a whole, without asking for shards', async () => {
    const fake = createFakeUserPool(people(40), { pageSize: 2 });
    const { state, subs } = await listFrom(fake);
    expect(state).toMatchObject({ mode: 'serial', differences: [] });
    expect(subs).toEqual(subsOf(fake.pool.users));
    expect(fake.requests.every(({ filter }) => filter === undefined)).toBe(true);
    expect(fake.requests).toHaveLength(20);
  });

  it.each(['"', '~', ' '])('goes on in shards where the service cannot answer a look for %j', async (sign) => {
    const asked = `sub ^= "${sign === '"' ? '\\"' : sign}"`;
    const fake = createFakeUserPool(people(200), {
      pageSize: 2,
      fault: ({ filter }) => (filter === asked ? named('Reset') : undefined),
    });
    const { state, subs } = await listFrom(fake);
    expect(fake.requests.filter(({ filter }) => filter === asked).length).toBeGreaterThan(1);
    expect(state).toMatchObject({ mode: 'sharded', differences: [] });
    expect(subs).toEqual(subsOf(fake.pool.users));
  });

  it('fails where the service cannot answer a look for a letter', async () => {
    const fake = createFakeUserPool(people(200), {
      pageSize: 2,
      fault: ({ filter }) => (filter === 'sub ^= "z"' ? named('Reset') : undefined),
    });
    await expect(listFrom(fake)).rejects.toThrow('Reset');
  });

  it('lists the pool as a whole where its shards took more than a day', async () => {
    let suspendedMs = 0;
    const fake = createFakeUserPool(people(200), {
      pageSize: 2,
      fault: ({ filter }) => {
        if (filter === 'sub ^= "7"') suspendedMs = 25 * 3_600_000;
        return undefined;
      },
    });
    const clock = { ...fake.clock, nowMs: () => fake.clock.nowMs() + suspendedMs };
    const { state, subs } = await listFrom({ ...fake, listing: { ...fake.listing, clock } });
    expect(state).toMatchObject({ mode: 'serial', differences: ['The listing took more than a day.'] });
    expect(subs).toEqual(subsOf(fake.pool.users));
  });

  it('lists a larger pool in shards, and asks for nobody twice beyond the first pages', async () => {
    const fake = createFakeUserPool(people(200), { pageSize: 2 });
    const { state, subs } = await listFrom(fake);
    expect(state).toMatchObject({ mode: 'sharded', differences: [] });
    expect(subs).toEqual(subsOf(fake.pool.users));
    // 20 first pages, 79 looks for other characters, 16 shards of 12 or 13 users.
    expect(fake.requests.length).toBeLessThanOrEqual(20 + 79 + 16 * 7);
  });

  it('lists as a whole when it is told to', async () => {
    const { state, subs } = await listFrom(createFakeUserPool(people(100), { pageSize: 2 }), { serial: true });
    expect(state.mode).toBe('serial');
    expect(subs).toHaveLength(100);
  });

  it('keeps all shards together within one rate limit', async () => {
    const fake = createFakeUserPool(people(600), { pageSize: 2 });
    await listFrom(fake);
    expect(fake.clock.monotonicMs()).toBeGreaterThanOrEqual(((fake.requests.length - 2) / 20) * 1000 - 1);
    expect(fake.clock.monotonicMs()).toBeLessThan((fake.requests.length / 20) * 1000 + 100);
  });

  it.each([
    ['5', 'd'],
    ['d', '5'],
  ])('says the same of shards whichever of them speaks first (%s, then %s)', async (first, last) => {
    const everybody = [...people(300), withSub(400, '5-1'), withSub(401, '5-2')];
    const fake = createFakeUserPool(everybody, { pageSize: 2 });
    const [stranger] = people(1, 4);
    let hasSpoken = false;
    const listing = {
      ...fake.listing,
      async listUsersPage(query: PageQuery) {
        const page = await fake.listing.listUsersPage(query);
        const isOfD = query.filter === 'sub ^= "d"' && stranger !== undefined;
        if (query.filter === `sub ^= "${first}"`) hasSpoken ||= isOfD || page.users.some(({ sub }) => sub.length === 3);
        if (query.filter === `sub ^= "${last}"`) while (!hasSpoken) await setImmediate();
        return isOfD ? { ...page, users: [stranger] } : page;
      },
    };

    const { state, subs } = await listFrom({ ...fake, listing });

    expect(state).toMatchObject({ mode: 'serial', differences: [foreignSub] });
    expect(subs).toEqual(subsOf(everybody));
  });

  it.each([
    ['subs', [...people(60), withSub(400, '5-1'), withSub(401, 'd-1')], foreignSub],
    ['the filter', people(62), uselessFilter],
  ])(
    'says the same of shards that two things speak against (%s), wherever it was interrupted',
    async (what, everybody, difference) => {
      let isCut = false;
      const stranger = people(1, 4);
      const open = (at: number) => {
        const fake = createFakeUserPool(everybody, {
          pageSize: 2,
          ...(what === 'the filter' ? { filter: 'goes-in-circles' } : {}),
          fault: (_query, request) => (isCut && request > at ? new Error('cut') : undefined),
        });
        const listUsersPage = async (query: PageQuery) => {
          const page = await fake.listing.listUsersPage(query);
          return what === 'the filter' && query.filter === 'sub ^= "d"' ? { ...page, users: stranger } : page;
        };
        return { ...fake, listing: { ...fake.listing, listUsersPage } };
      };
      const uninterrupted = open(0);
      const meant = { mode: 'serial', differences: [difference], isComparable: false, isComplete: true };
      expect((await listFrom(uninterrupted)).state).toMatchObject(meant);
      for (let at = 1; at <= uninterrupted.requests.length; at += 1) {
        const storage = createMemoryRunStorage();
        const fake = open(at);
        isCut = true;
        await listFrom(fake, {}, storage).catch(() => undefined);
        isCut = false;
        const { state, subs, vanished } = await listFrom(fake, {}, storage);
        expect(state, `cut at ${at}`).toMatchObject(meant);
        expect(subs, `cut at ${at}`).toEqual(subsOf(everybody));
        expect(vanished, `cut at ${at}`).toEqual([]);
      }
    },
  );

  it('lists no shard on once another was doubted, and says at once what spoke against it', async () => {
    const fake = createFakeUserPool([...people(2_000), withSub(4_000, 'a-1')], {
      pageSize: 2,
      filterMisses: ({ sub }) => sub.startsWith('a') && sub !== 'a-1',
    });
    const { state, subs, told } = await listFrom(fake);
    expect(state).toMatchObject({ mode: 'serial', differences: [foreignSub] });
    expect(subs).toEqual(subsOf(fake.pool.users));
    expect(told).toEqual([foreignSub]);
    // Each shard's page under way, and another that may have been let through.
    expect(fake.requests.filter(({ filter }) => isOfShard(filter)).length).toBeLessThanOrEqual(2 * 16);
  });

  it.each(['before', 'after'])(
    'lists the pool as a whole where a shard failed for good %s another was doubted',
    async (when) => {
      const everybody = [...people(300), withSub(400, 'a-1')];
      let isDoubted = false;
      const fake = createFakeUserPool(everybody, { pageSize: 2 });
      const listing = {
        ...fake.listing,
        async listUsersPage(query: PageQuery) {
          if (query.filter === 'sub ^= "3"' && (when === 'before' || isDoubted)) throw new Error('cut');
          const page = await fake.listing.listUsersPage(query);
          isDoubted ||= query.filter === 'sub ^= "a"' && page.users.some(({ sub }) => sub === 'a-1');
          return page;
        },
      };

      const { state, subs } = await listFrom({ ...fake, listing });

      expect(state).toMatchObject({ mode: 'serial', differences: [foreignSub] });
      expect(subs).toEqual(subsOf(everybody));
    },
  );

  it('lists the other shards to their end where one fails for good, and only that one when it is run again', async () => {
    let isCut = true;
    const fake = createFakeUserPool(people(400), {
      pageSize: 2,
      fault: ({ filter }) => (isCut && filter === 'sub ^= "3"' ? new Error('cut') : undefined),
    });
    const storage = createMemoryRunStorage();
    const notes: string[] = [];
    await expect(listFrom(fake, {}, storage, notes)).rejects.toThrow('cut');
    expect(notes).toEqual(['a shard failed, listing the others to their end']);
    isCut = false;
    const before = fake.requests.length;

    const { state, subs } = await listFrom(fake, {}, storage);

    expect(state).toMatchObject({ mode: 'sharded', differences: [] });
    expect(subs).toEqual(subsOf(fake.pool.users));
    expect(fake.requests.slice(before).every(({ filter }) => filter === 'sub ^= "3"')).toBe(true);
  });

  describe('does without shards, and finds everybody,', () => {
    const hundred = people(100);
    it.each<[string, Fake, Partial<ListingSettings>, RegExp]>([
      [
        'when a sub begins with another letter',
        createFakeUserPool([...hundred, withSub(200, 'user-1')], { pageSize: 2 }),
        {},
        /not a UUID/,
      ],
      [
        'when a sub is a UUID in upper case',
        createFakeUserPool([...hundred, withSub(200, uuid(10).toUpperCase())], { pageSize: 2 }),
        {},
        /not a UUID/,
      ],
      [
        'when a sub begins like a UUID and is none',
        createFakeUserPool([...hundred, withSub(200, 'a-1')], { pageSize: 2 }),
        {},
        /not a UUID/,
      ],
      [
        'when the filter finds nobody',
        createFakeUserPool(hundred, { pageSize: 2, filter: 'finds-nobody' }),
        {},
        /not found by their shard/,
      ],
      [
        'when a sub of a very large pool begins with a hex digit and another letter',
        createFakeUserPool([...people(300), withSub(200, 'alice')], { pageSize: 2 }),
        { estimatedUsers: 2_000_000 },
        /not a UUID/,
      ],
      [
        'when looking for other letters goes in circles',
        createFakeUserPool(hundred, { pageSize: 2, filter: 'is-empty-in-circles' }),
        {},
        /in circles/,
      ],
      [
        'when the filter is ignored',
        createFakeUserPool(hundred, { pageSize: 2, filter: 'is-ignored' }),
        {},
        /should have left out/,
      ],
      [
        'when a shard goes in circles',
        createFakeUserPool(hundred, { pageSize: 2, filter: 'goes-in-circles' }),
        {},
        /in circles/,
      ],
      [
        'when the shards find less than the pool estimates',
        createFakeUserPool(hundred, { pageSize: 2 }),
        { estimatedUsers: 102 },
        /found 100 users, the pool estimates 102/,
      ],
      [
        'when the estimate lags so far that it confirms nothing',
        createFakeUserPool(hundred, { pageSize: 2 }),
        { estimatedUsers: 80 },
        /too few to confirm/,
      ],
    ])('%s', async (_what, fake, settings, difference) => {
      const { state, subs, told } = await listFrom(fake, settings);

      expect(state.mode).toBe('serial');
      expect(state.differences.join(' ')).toMatch(difference);
      expect(told.join(' ')).toMatch(difference);
      expect(subs).toEqual(subsOf(fake.pool.users));
    });
  });

  it('finds a single user out of many, whatever printable character of ASCII their sub begins with', async () => {
    const many = people(300);
    for (let code = 0x20; code < 0x7f; code += 1) {
      const odd = withSub(400, `${String.fromCharCode(code)}liceinwonderland`);
      // One and another estimate: looks are made beside the first pages, and after them.
      for (const estimatedUsers of [300, 100_000]) {
        const fake = createFakeUserPool([...many, odd], { pageSize: 2 });
        const { subs, state } = await listFrom(fake, { estimatedUsers });
        expect(state, odd.sub).toMatchObject({ mode: 'serial', differences: ['A sub is not a UUID.'] });
        expect(subs, odd.sub).toContain(odd.sub);
        expect(subs, odd.sub).toHaveLength(301);
      }
    }
  });

  it('looks for other characters beside the first pages only where there will be shards by the estimate', async () => {
    const small = createFakeUserPool(people(60), { pageSize: 2 });
    await listFrom(small, { estimatedUsers: 1_200 });
    expect(small.requests.slice(0, 20).filter(({ filter }) => filter !== undefined)).toEqual([]);
    const large = createFakeUserPool(people(60), { pageSize: 2 });
    await listFrom(large, { estimatedUsers: 1_201 });
    expect(large.requests.slice(0, 20).filter(({ filter }) => filter !== undefined)).not.toEqual([]);
  });

  it('keeps shards where the filter ignores case: they show then whom its upper case would', async () => {
    const fake = createFakeUserPool(people(200), { pageSize: 2, filter: 'folds-case' });
    const { state, subs } = await listFrom(fake);
    expect(state).toMatchObject({ mode: 'sharded', differences: [] });
    expect(subs).toEqual(subsOf(fake.pool.users));

    const odd = withSub(400, 'ABCDEF00-0000-4000-8000-000000000001');
    const mixed = createFakeUserPool([...people(300), odd], { pageSize: 2, filter: 'folds-case' });
    expect((await listFrom(mixed)).subs).toEqual(subsOf(mixed.pool.users));
  });

  it('does not let a sign that the filter refuses, or takes for something else, speak against shards', async () => {
    const isSign = (filter?: string) => filter !== undefined && !/"[a-zA-Z0-9]"/.test(filter);
    const refusing = createFakeUserPool(people(100), {
      pageSize: 2,
      fault: ({ filter }) => (isSign(filter) ? named('Refused') : undefined),
    });
    const wild = createFakeUserPool(people(100), { pageSize: 2 });
    const withoutFilter = ({ filter: _filter, ...query }: PageQuery) => query;
    const listing = {
      ...wild.listing,
      listUsersPage: (query: PageQuery) =>
        wild.listing.listUsersPage(isSign(query.filter) ? withoutFilter(query) : query),
    };
    for (const fake of [refusing, { ...wild, listing }]) {
      const { state, subs } = await listFrom(fake);
      expect(state).toMatchObject({ mode: 'sharded', differences: [] });
      expect(subs).toEqual(subsOf(fake.pool.users));
    }
  });

  it('finds everybody once, whatever subs, pages and filters there are', async () => {
    const sub = fc.oneof(
      { weight: 30, arbitrary: fc.nat(400).map(uuid) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('Ann', 'zoe', '~1', '"', '\\', ' x', 'ABCDEF00-0000-4000-8000-000000000001', 'a-1'),
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(sub, { minLength: 1, maxLength: 150 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('works', 'is-ignored', 'is-refused', 'finds-nobody', 'folds-case', 'goes-in-circles'),
        async (subs, pageSize, filter) => {
          const users = subs.map((each, n) => withSub(n, each));
          const fake = createFakeUserPool(users, { pageSize, filter, emptyEvery: 7 });
          expect((await listFrom(fake)).subs).toEqual(subsOf(users));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('begins a shard anew when its token went stale, and shows nobody twice', async () => {
    const fake: Fake = createFakeUserPool(people(200), {
      pageSize: 2,
      fault: (_query, request) => {
        if (request === 150) fake.expireTokens();
        return undefined;
      },
    });
    const { state, subs, vanished } = await listFrom(fake);
    expect(state.mode).toBe('sharded');
    expect(subs).toEqual(subsOf(fake.pool.users));
    expect(vanished).toEqual([]);
  });

  it('counts on no shard that had to begin anew and does not show any more whom the first pages showed', async () => {
    const users = people(200);
    let isAnew = false;
    const fake: Fake = createFakeUserPool(users, {
      pageSize: 2,
      filterMisses: ({ sub }) => isAnew && sub.startsWith('3'),
      fault: (_query, request) => {
        if (request === 150) {
          fake.expireTokens();
          isAnew = true;
        }
        return undefined;
      },
    });
    const { state, subs, vanished } = await listFrom(fake, { estimatedUsers: 185 });
    expect(state.mode).toBe('serial');
    expect(state.differences.join(' ')).toMatch(/not found by their shard/);
    expect(subs).toEqual(subsOf(users));
    expect(vanished).toEqual([]);
  });

  it('waits out a storm of throttling that meets all shards', async () => {
    const storm = { from: 110, to: 430 };
    const fake = createFakeUserPool(people(200), {
      pageSize: 2,
      fault: (_query, request) => (request >= storm.from && request < storm.to ? named('Throttle') : undefined),
    });
    expect((await listFrom(fake)).subs).toEqual(subsOf(fake.pool.users));
  });

  describe('while users come and go', () => {
    it('tells who had gone when the pool was listed as a whole, and who had come', async () => {
      const users = people(100);
      const newcomer = buildUser(500, { sub: uuid(500) });
      const fake: Fake = createFakeUserPool(users, {
        pageSize: 2,
        filterMisses: ({ sub }) => sub === users[3]?.sub,
        fault: ({ filter, paginationToken }, request) => {
          // The pool is listed as a whole for the second time.
          if (request > 20 && filter === undefined && paginationToken === undefined) {
            fake.pool.users = [...users.slice(0, 3), ...users.slice(3, 98), newcomer];
          }
          return undefined;
        },
      });

      const { state, subs, vanished, appeared } = await listFrom(fake, { estimatedUsers: 101 });

      expect(state).toMatchObject({ mode: 'serial', isComparable: true });
      expect(subs).toEqual(subsOf(fake.pool.users));
      expect(vanished).toEqual(subsOf(users.slice(98)));
      expect(appeared).toEqual(subsOf([newcomer, ...users.slice(3, 4)]));
    });

    it('tells who had gone when a listing was repeated because its token went stale', async () => {
      const users = people(30);
      const fake: Fake = createFakeUserPool(users, {
        pageSize: 5,
        fault: (_query, request) => {
          if (request === 4) {
            fake.expireTokens();
            fake.pool.users = users.slice(0, 3);
          }
          return undefined;
        },
      });
      const { subs, vanished } = await listFrom(fake, { serial: true });
      expect(subs).toEqual(subsOf(users.slice(0, 3)));
      expect(vanished.length).toBeGreaterThan(10);
      expect(vanished).not.toContain(users[0]?.sub);
    });
  });

  describe('when it was interrupted', () => {
    const interruptedAt = (at: number, users = people(400)) => {
      let isCut = true;
      const fake = createFakeUserPool(users, {
        pageSize: 2,
        fault: (_query, request) => (isCut && request > at ? new Error('cut') : undefined),
      });
      return { fake, mend: () => (isCut = false) };
    };

    it('continues every chain where it stood, and lists no finished shard again', async () => {
      const storage = createMemoryRunStorage();
      const { fake, mend } = interruptedAt(230);
      await expect(listFrom(fake, {}, storage)).rejects.toThrow('cut');
      mend();
      const before = fake.requests.length;

      const { state, subs } = await listFrom(fake, {}, storage);

      expect(state.mode).toBe('sharded');
      expect(subs).toEqual(subsOf(fake.pool.users));
      // 216 pages of shards in all, of which those before the interruption are kept.
      expect(fake.requests.length - before).toBeLessThan(216 - 100);
    });

    it('lists finished shards not again when all tokens are stale, and the others from their start', async () => {
      const storage = createMemoryRunStorage();
      const { fake, mend } = interruptedAt(292);
      await expect(listFrom(fake, {}, storage)).rejects.toThrow('cut');
      mend();
      fake.expireTokens();
      const before = fake.requests.length;

      const { subs, vanished } = await listFrom(fake, {}, storage);

      expect(subs).toEqual(subsOf(fake.pool.users));
      expect(vanished).toEqual([]);
      expect(fake.requests.length - before).toBeLessThanOrEqual(216 + 16);
    });

    it.each([true, false])(
      'does not go on where what it had kept has lost users since (serial: %s)',
      async (serial) => {
        const storage = createMemoryRunStorage();
        const { fake, mend } = interruptedAt(serial ? 30 : 230);
        await expect(listFrom(fake, { serial }, storage)).rejects.toThrow('cut');
        mend();
        const files = [...storage.files.values()][0];
        const kept = files?.get('users-000001.scratch') ?? Buffer.alloc(0);
        files?.set('users-000001.scratch', kept.subarray(0, kept.lastIndexOf('\n', -2) + 1));

        await expect(listFrom(fake, { serial }, storage)).rejects.toMatchObject({ code: 'listing-damaged' });
      },
    );

    it.each([
      ['more than a day ago', 25],
      ['more than a day ahead, by a clock that was wrong then or is now', -25],
    ])('lists everybody anew when that was %s', async (_when, hours) => {
      const storage = createMemoryRunStorage();
      const { fake: earlier, mend } = interruptedAt(230);
      await expect(listFrom(earlier, {}, storage)).rejects.toThrow('cut');
      mend();
      const clock = { ...earlier.clock, nowMs: () => earlier.clock.nowMs() + hours * 3_600_000 };
      const fake = { ...earlier, listing: { ...earlier.listing, clock } };
      fake.pool.users = fake.pool.users.slice(10);

      const { subs, vanished } = await listFrom(fake, {}, storage);

      expect(subs).toEqual(subsOf(fake.pool.users));
      expect(vanished).toEqual([]);
    });
  });

  it('stops after as many users as it was told', async () => {
    const fake = createFakeUserPool(people(100), { pageSize: 6 });
    expect((await listFrom(fake, { limit: 20 })).subs).toHaveLength(20);
    expect(fake.requests).toHaveLength(4);
    expect((await listFrom(createFakeUserPool(people(5)), { limit: 20 })).subs).toHaveLength(5);
  });

  it('lists whom a filter names, as a whole', async () => {
    const fake = createFakeUserPool(people(100), { pageSize: 6 });
    const { subs, state } = await listFrom(fake, { filter: 'email ^= "user1"' });
    expect(subs).toEqual(subsOf(fake.pool.users.filter(({ username }) => username.startsWith('user1'))));
    expect(state.mode).toBe('serial');
  });
});
