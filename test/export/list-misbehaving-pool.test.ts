import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isThrottle, isTransient } from '../../aws/clients/error-kinds.ts';
import { type CognitoClient, createCognitoClient } from '../../aws/users/cognito-client.ts';
import { isRefusedParameter, listUsersPage } from '../../aws/users/list-users.ts';
import { listPool } from '../../core/export/listing/list-pool.ts';
import type { PageQuery } from '../../core/export/listing/listing-ports.ts';
import { openListedUsers } from '../../core/export/listing/read-listed-users.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { CognitoControls } from '../../sandbox/cognito/controls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { openMemoryRun } from '../support/export-world.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';
import { addPool, startStillSandbox } from '../support/trigger-world.ts';

/** So that 20 pages are fewer users than the pool has. */
const limit = 5;
const users = 130;

let sandbox: Sandbox;
let client: CognitoClient;
let userPoolId: string;
beforeEach(async () => {
  sandbox = await startStillSandbox();
  ({ userPoolId } = await addPool(sandbox));
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);
  client = createCognitoClient({ region: sandbox.region, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  vi.unstubAllEnvs();
  await sandbox.close();
});

const seed = (count = users, from = 0) =>
  sandbox.cognito.seedUsers(
    userPoolId,
    Array.from({ length: count }, (_, n) => ({ username: `user${from + n}` })),
  );

const set = (controls: Partial<CognitoControls>) => Object.assign(sandbox.cognito.controls, controls);

/** Lists the pool over the SDK, and hears of every request before it is made. */
const listSandboxPool = async (
  beforeRequest: (request: number, query: PageQuery) => void | Promise<void> = () => {},
  serial = false,
) => {
  const clock = createSimulatedClock();
  const notes: string[] = [];
  const told: string[] = [];
  let requests = 0;
  const run = await openMemoryRun(undefined, clock);
  const state = await listPool(
    { serial, estimatedUsers: users },
    {
      listUsersPage: async (query) => {
        requests += 1;
        await beforeRequest(requests, query);
        return listUsersPage(client, { userPoolId, limit, ...query });
      },
      rateLimit: createRateLimit({ unitsPerSecond: 30, unitsPerCall: 1, burstUnits: 2, clock }),
      isThrottle,
      isTransient,
      isRefused: isRefusedParameter,
      clock,
      random: () => 0.5,
      note: (what) => notes.push(what),
      onDoubt: (why) => told.push(why),
    },
    run,
  );
  const listed = await openListedUsers(state, run.scratch);
  const everybody = (await Array.fromAsync(listed.read())).flat();
  const namesOf = (some: typeof everybody) => some.map(({ user }) => user.username).sort();
  return {
    state,
    notes,
    told,
    names: namesOf(everybody.filter(({ isVanished }) => !isVanished)),
    vanished: namesOf(everybody.filter(({ isVanished }) => isVanished)),
    appeared: namesOf(everybody.filter(({ isNew }) => isNew)),
  };
};

const everyName = (count = users) => Array.from({ length: count }, (_, n) => `user${n}`).sort();

describe('a pool over the SDK', () => {
  it('is listed in shards, everybody once', async () => {
    seed();
    const { state, names } = await listSandboxPool();
    expect(state).toMatchObject({ mode: 'sharded', differences: [] });
    expect(names).toEqual(everyName());
  });

  it.each<[string, Partial<CognitoControls>, RegExp]>([
    ['subs are of any form', { subForm: 'mixed' }, /UUID/],
    ['subs are UUIDs in upper case', { subForm: 'upper-case' }, /UUID/],
    ['subs begin beyond the digits of shards', { subForm: 'beyond-hex' }, /UUID/],
    ['subs are longer than UUIDs', { subForm: 'long' }, /UUID/],
    ['subs begin beyond ASCII', { subForm: 'beyond-ascii' }, /UUID/],
    ['the filter is ignored', { subPrefixFilter: 'ignored' }, /should have left out/],
    ['the filter finds nobody', { subPrefixFilter: 'finds-nobody' }, /not found by their shard/],
    ['the filter is refused', { subPrefixFilter: 'refused' }, /does not take a filter/],
    ['the filter leaves users out', { subPrefixFilter: 'leaves-users-out' }, /not found by their shard|estimates/],
  ])('loses nobody where %s', async (_what, controls, difference) => {
    set(controls);
    seed();
    const { state, names, told } = await listSandboxPool();
    expect(state.mode).toBe('serial');
    expect(state.differences.join(' ')).toMatch(difference);
    expect(told.join(' ')).toMatch(difference);
    expect(names).toEqual(everyName());
  });

  it.each<[string, Partial<CognitoControls>]>([
    ['the filter ignores case', { subPrefixFilter: 'ignores-case' }],
    ['subs are as newer pools make them', { subForm: 'version-7' }],
  ])('is listed in shards, everybody once, where %s', async (_what, controls) => {
    set(controls);
    seed();
    const { state, names } = await listSandboxPool();
    expect(state).toMatchObject({ mode: 'sharded', differences: [] });
    expect(names).toEqual(everyName());
  });

  it('loses nobody where two subs among many are of another form', async () => {
    seed(users - 2);
    set({ subForm: 'upper-case' });
    seed(1, users - 2);
    set({ subForm: 'long' });
    seed(1, users - 1);
    const { names } = await listSandboxPool();
    expect(names).toEqual(everyName());
  });

  it('loses nobody where pages are short or empty', async () => {
    set({ listPages: 'ragged' });
    seed();
    expect((await listSandboxPool()).names).toEqual(everyName());
  });

  it.each([false, true])(
    'is no listing where tokens lead in circles, and says so (as one chain: %s)',
    async (serial) => {
      set({ listPages: 'in-circles' });
      seed();
      await expect(listSandboxPool(undefined, serial)).rejects.toMatchObject({ code: 'listing-cycle', exitCode: 1 });
    },
  );

  it('is listed through throttling and resets, with nobody missing or twice', async () => {
    seed();
    sandbox.faults.add({ kind: 'throttle', operation: 'ListUsers', skip: 30, times: 12 });
    sandbox.faults.add({ kind: 'reset', applied: true, operation: 'ListUsers', skip: 5, times: 3 });
    const { state, names, notes } = await listSandboxPool();
    expect(state.mode).toBe('sharded');
    expect(names).toEqual(everyName());
    expect(notes).toContain('AWS asks for fewer requests, waiting');
  });

  it('is listed anew from the first page where tokens have expired, and nobody is there twice', async () => {
    set({ subPrefixFilter: 'refused' });
    seed();
    let isLate = false;
    const { names, state, notes } = await listSandboxPool((request, { paginationToken }) => {
      // The first pages of the whole pool are 20; the chain that lists it goes on behind them.
      if (isLate || request < 24 || paginationToken === undefined) return;
      isLate = true;
      sandbox.clock.advanceMs(3_600_001);
    });
    expect(isLate).toBe(true);
    expect(notes).toContain('the listing went stale, starting over');
    expect(names).toEqual(everyName());
    expect(state.isComplete).toBe(true);
  });

  it('tells who went and who came while it was listed in shards and then as a whole', async () => {
    seed();
    const leavesOut = 'user7';
    set({ subPrefixFilter: { leavesOut } });
    const gone = ['user20', 'user21', 'user22'];
    let isChanged = false;
    const { state, names, vanished, appeared } = await listSandboxPool(async (request, { filter, paginationToken }) => {
      // The pool is begun as a whole for the second time: the shards are done, and one of the first pages is missing.
      if (request === 1 || filter !== undefined || paginationToken !== undefined) return;
      isChanged = true;
      seed(2, users);
      for (const Username of gone) {
        await sandbox.cognito.call('AdminDeleteUser', { UserPoolId: userPoolId, Username });
      }
    });
    expect(isChanged).toBe(true);
    expect(state).toMatchObject({ mode: 'serial', isComparable: true });
    expect(names).toEqual(everyName(users + 2).filter((name) => !gone.includes(name)));
    expect(vanished).toEqual(gone);
    expect(appeared).toEqual([leavesOut, `user${users}`, `user${users + 1}`].sort());
  });

  it('tells who went and who came while a listing had to start over', async () => {
    set({ subPrefixFilter: 'refused' });
    seed();
    const deleted = Array.from({ length: 40 }, (_, n) => `user${n}`);
    let isLate = false;
    const { names, vanished } = await listSandboxPool(async (request, { paginationToken }) => {
      if (isLate || request < 25 || paginationToken === undefined) return;
      isLate = true;
      for (const Username of deleted) {
        await sandbox.cognito.call('AdminDeleteUser', { UserPoolId: userPoolId, Username });
      }
      seed(1, users);
      sandbox.clock.advanceMs(3_600_001);
    });
    expect(names).toEqual(everyName(users + 1).filter((name) => !deleted.includes(name)));
    // Of 130 users, 105 or so had been shown by then.
    expect(vanished.length).toBeGreaterThan(10);
    expect(deleted).toEqual(expect.arrayContaining(vanished));
  });
});
