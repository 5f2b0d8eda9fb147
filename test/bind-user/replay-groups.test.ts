import { describe, expect, it } from 'vitest';
import { bindUser } from '../../core/bind-user/bind-user.ts';
import { type GroupProgress, type ReplayGroupsPorts, replayGroups } from '../../core/bind-user/replay-groups.ts';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';
import { buildUser } from '../support/user-builders.ts';

const row = {
  previousSub: 'old-sub',
  state: 'bound',
  loginHash: 'hash(user1@example.com)',
  claimedBy: 'trigger',
  claimedAtMs: 59_000,
  newSub: 'new-sub',
  groups: ['readers', 'writers', 'admins'],
} as const satisfies LedgerRow;
const user = { previousSub: 'old-sub', newSub: 'new-sub', username: 'ada' };
const allowed = ['admins', 'readers', 'writers'];

const setUp = (overrides: Partial<ReplayGroupsPorts> = {}) => {
  const asked: string[] = [];
  const recorded: GroupProgress[] = [];
  const ports: ReplayGroupsPorts = {
    async addToGroup(username, group) {
      asked.push(`${username} to ${group}`);
      return 'added';
    },
    async recordGroups(progress) {
      recorded.push(progress);
    },
    nowMs: () => 61_000,
    ...overrides,
  };
  return { asked, recorded, ports };
};

describe('replayGroups', () => {
  it('puts a user into the groups that crossed with them, and keeps that it is done', async () => {
    const { asked, recorded, ports } = setUp();

    expect(await replayGroups(user, row, allowed, ports)).toEqual({ added: row.groups, missing: [], pending: [] });
    expect(asked).toEqual(['ada to readers', 'ada to writers', 'ada to admins']);
    expect(recorded).toEqual([{ previousSub: 'old-sub', newSub: 'new-sub', pending: [], atMs: 61_000 }]);
  });

  it.each([
    ['that brought none', { ...row, groups: undefined }],
    ['whose groups were done before', { ...row, groupsReplayedAtMs: 60_000 }],
    ['who was forgotten', { ...row, state: 'forgotten', forgottenAtMs: 1 }],
  ])('does nothing for a user %s', async (_, done) => {
    const { asked, recorded, ports } = setUp();

    expect(await replayGroups(user, done as LedgerRow, allowed, ports)).toBeUndefined();
    expect([asked, recorded]).toEqual([[], []]);
  });

  it('gives no group that the operator has taken out of the map since', async () => {
    const { asked, ports } = setUp();

    await replayGroups(user, row, ['readers'], ports);

    expect(asked).toEqual(['ada to readers']);
  });

  it('tells of a group that the target does not have, and goes on with the others', async () => {
    const { recorded, ports } = setUp({
      addToGroup: async (_, group) => (group === 'writers' ? 'no-such-group' : 'added'),
    });

    expect(await replayGroups(user, row, allowed, ports)).toEqual({
      added: ['readers', 'admins'],
      missing: ['writers'],
      pending: [],
    });
    expect(recorded).toMatchObject([{ pending: [] }]);
  });

  it('leaves what failed, and what comes after it, to the next sign-in, and does only that then', async () => {
    const throttled = Object.assign(new Error('ada'), { name: 'TooManyRequestsException' });
    const failing = setUp({
      addToGroup: (_, group) => (group === 'writers' ? Promise.reject(throttled) : Promise.resolve('added')),
    });

    expect(await replayGroups(user, row, allowed, failing.ports)).toEqual({
      added: ['readers'],
      missing: [],
      pending: ['writers', 'admins'],
      errorName: 'TooManyRequestsException',
    });
    const [progress] = failing.recorded;
    const next = setUp();
    await replayGroups(
      user,
      { ...row, groupsReplayedAtMs: 61_000, pendingGroups: progress?.pending ?? [] },
      allowed,
      next.ports,
    );
    expect(next.asked).toEqual(['ada to writers', 'ada to admins']);
  });

  it('begins nothing more when the time for it is over', async () => {
    let nowMs = 0;
    const { recorded, ports } = setUp({
      addToGroup: async () => {
        nowMs += 400;
        return 'added';
      },
      nowMs: () => nowMs,
    });

    expect(await replayGroups(user, row, allowed, ports)).toMatchObject({
      added: ['readers', 'writers'],
      pending: ['admins'],
    });
    expect(recorded).toMatchObject([{ pending: ['admins'] }]);
  });

  it('says so when what was done could not be kept', async () => {
    const { ports } = setUp({ recordGroups: () => Promise.reject(new Error('ada')) });

    expect(await replayGroups(user, row, allowed, ports)).toMatchObject({ added: row.groups, errorName: 'Error' });
  });
});

describe('bindUser, of a user with groups', () => {
  const newcomer = buildUser(1, { createdAtMs: 60_000, attributes: { 'custom:prev_sub_id': 'old-sub' } });
  const settings = {
    target: { userPoolId: 'eu-west-1_aTargetPl', caseSensitive: false },
    usernameMode: 'email',
    previousSub: 'custom:prev_sub_id',
    groups: allowed,
  } as const;
  const event = {
    triggerSource: 'PostAuthentication_Authentication',
    userPoolId: 'eu-west-1_aTargetPl',
    userName: newcomer.username,
    request: { userAttributes: { sub: newcomer.sub, ...Object.fromEntries(newcomer.attributes) } },
  };
  const bind = async (rows: LedgerRow) => {
    const ledger = createInMemoryLedger([rows]);
    const { asked, ports } = setUp();
    const report = await bindUser(event, settings, {
      ...ports,
      hashLogin: async (login) => `hash(${login})`,
      find: ledger.find,
      getUser: async () => ({ kind: 'found', user: newcomer, secondFactors: [] }),
      bind: ledger.bind,
    });
    return { report, asked };
  };
  const { newSub: _, ...unbound } = row;

  it('replays them when it binds, and where an earlier sign-in did not come to it', async () => {
    for (const rows of [{ ...unbound, state: 'reserved' } as const, { ...row, newSub: newcomer.sub }]) {
      const { report, asked } = await bind(rows);

      expect(report).toMatchObject({ groups: { added: row.groups } });
      expect(asked).toHaveLength(3);
    }
  });

  it('gives nobody a group who names a source user they are not', async () => {
    for (const rows of [row, { ...unbound, state: 'reserved', loginHash: 'hash(another)' } as const]) {
      const { report, asked } = await bind(rows);

      expect(report).toMatchObject({ outcome: 'refused' });
      expect(asked).toEqual([]);
    }
  });
});
