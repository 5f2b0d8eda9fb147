import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { openImportLog } from '../../core/import/import-journal.ts';
import { createMemoryRunStorage, createMemoryRunStore } from '../../core/journal/create-memory-run-store.ts';
import { importedUsers } from '../../core/undo-import/imported-users.ts';
import { planUndo } from '../../core/undo-import/plan-undo.ts';
import { undoImport } from '../../core/undo-import/undo-import.ts';
import { openUndoLog } from '../../core/undo-import/undo-journal.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';
import { around } from '../support/mortal-ports.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';
import { buildUser } from '../support/user-builders.ts';

const window = { fromMs: 1_000, toMs: 9_000 };
const sub = (n: number) => `old-${n}`;
const newSub = (n: number) => `new-${n}`;

const userOf = (n: number, overrides: Partial<Omit<UserRecord, 'attributes'>> = {}) =>
  buildUser(n, {
    sub: newSub(n),
    username: `user${n}`,
    status: 'RESET_REQUIRED',
    createdAtMs: 5_000,
    lastModifiedAtMs: 5_000,
    ...overrides,
  });

const boundRow = (n: number): LedgerRow => ({
  previousSub: sub(n),
  state: 'bound',
  loginHash: `hash-${n}`,
  claimedBy: 'import',
  runId: 'import-1',
  claimedAtMs: 900,
  boundAtMs: 6_000,
  newSub: newSub(n),
  newUsername: `user${n}`,
});

/** What the run made: 1 is untouched, 2 was used, 3 is gone, 4 was made anew, 5 was forgotten, 6 has another date, 7 is no user of the run. */
const createWorld = async () => {
  const pool = new Map<string, UserRecord>(
    [
      userOf(1),
      userOf(2, { status: 'CONFIRMED', lastModifiedAtMs: 60_000 }),
      userOf(4, { sub: 'a-stranger' }),
      userOf(5),
      userOf(6, { createdAtMs: 20_000, lastModifiedAtMs: 20_000 }),
      userOf(7),
    ].map((user) => [user.username, user]),
  );
  const ledger = createInMemoryLedger([
    ...[1, 2, 3, 4, 6].map(boundRow),
    { previousSub: sub(5), state: 'forgotten', forgottenAtMs: 1 },
  ]);
  const storage = createMemoryRunStorage();
  const clock = createSimulatedClock();
  const runs = () => createMemoryRunStore({ storage, clock, host: 'here', processId: 1, isProcessAlive: () => false });
  const imported = await runs().open({ command: 'import', inputHashes: {}, options: {} }, 'report');
  const log = await openImportLog(imported.journal('import'));
  await log.append(
    { type: 'job-rows', job: 1, kind: 'main', part: 1, subs: [1, 2, 3, 4, 5, 6, 7].map(sub) },
    { type: 'job-created', job: 1, jobId: 'import-x', jobName: 'x' },
    { type: 'job-starting', job: 1 },
    {
      type: 'job-ended',
      job: 1,
      end: { status: 'Succeeded', importedUsers: 6, skippedUsers: 1, failedUsers: 0, window },
    },
    {
      type: 'outcomes',
      rows: [
        ...[1, 2, 3, 4, 5, 6].map((n) => ({
          sub: sub(n),
          username: `user${n}`,
          outcome: 'imported' as const,
          newSub: newSub(n),
          newUsername: `user${n}`,
        })),
        {
          sub: sub(7),
          username: 'user7',
          outcome: 'already-there',
          newSub: newSub(7),
          newUsername: 'user7',
          via: 'import',
        },
      ],
    },
    { type: 'job-settled', job: 1 },
  );
  const users = importedUsers(log.progress, 'import-1');
  const deleted: string[] = [];

  /** `step` stands before and after everything that leaves the process; it throws where the process dies. */
  const undoOnce = async (step: () => void = () => {}) => {
    const opened = await runs().open({ command: 'undo', inputHashes: {}, options: {} }, 'report');
    const journal = opened.journal('undo');
    const run = {
      ...opened,
      record: opened.record,
      journal: () => ({ read: journal.read, append: around(step, journal.append) }),
      finish: around(step, opened.finish),
    };
    try {
      return await undoImport(users, 'reset', {
        findUser: around(step, async (username) => pool.get(username)),
        deleteUser: around(step, async (username) => {
          if (!pool.has(username)) return 'absent';
          deleted.push(pool.get(username)?.sub ?? '');
          pool.delete(username);
          return 'deleted';
        }),
        unbind: around(step, ledger.unbind),
        run,
        signal: new AbortController().signal,
        advance: () => {},
      });
    } finally {
      await opened.close();
    }
  };
  const outcomes = async () => {
    const opened = await runs().open({ command: 'undo', inputHashes: {}, options: {} }, 'report');
    const { progress } = await openUndoLog(opened.journal('undo'));
    await opened.close();
    return Object.fromEntries(progress.outcomes);
  };
  return { pool, ledger, users, log, deleted, undoOnce, outcomes };
};

async function* listed(users: Iterable<UserRecord>) {
  yield* users;
}

const counts = {
  imported: 6,
  deleted: 3,
  deletedAfterUse: 1,
  alreadyGone: 2,
  kept: 1,
  claimsOpen: 2,
  claimsOther: 1,
};

describe('undoing an import', () => {
  it('deletes exactly the users that the run created and that are still these', async () => {
    const world = await createWorld();

    await expect(world.undoOnce()).resolves.toEqual(counts);

    expect(world.deleted.sort()).toEqual([1, 2, 5].map(newSub));
    expect([...world.pool.keys()]).toEqual(['user4', 'user6', 'user7']);
  });

  it('opens the claims of whom it deleted, and of nobody else: who was deleted by others, or forgotten, stays out', async () => {
    const world = await createWorld();

    await world.undoOnce();

    expect([...world.ledger.rows.keys()].sort()).toEqual([3, 4, 5, 6].map(sub));
    expect(world.ledger.rows.get(sub(5))).toMatchObject({ state: 'forgotten' });
  });

  it('shows before who has used the account, who is gone and who stays', async () => {
    const { users, pool } = await createWorld();
    const nothing = { intended: new Map(), outcomes: new Map() };

    const plan = await planUndo(users, listed(pool.values()), nothing, 'reset');
    const withHashes = await planUndo(
      users,
      listed([userOf(1, { status: 'CONFIRMED' }), userOf(2, { status: 'CONFIRMED', lastModifiedAtMs: 60_000 })]),
      nothing,
      'hashes',
    );

    expect(plan).toMatchObject({ imported: 6, toDelete: 3, gone: 2, kept: 1, settled: 0 });
    expect(plan.used).toEqual([{ sub: newSub(2), status: 'CONFIRMED', enabled: true, lastModifiedAtMs: 60_000 }]);
    expect(withHashes.used.map((user) => user.sub)).toEqual([newSub(2)]);
  });

  it('takes nobody for used because the run itself disabled them, as the source had', async () => {
    const { log } = await createWorld();
    const row = (n: number) => ({ sub: sub(n), username: `user${n}`, newSub: newSub(n), newUsername: `user${n}` });
    const end = { status: 'Succeeded', importedUsers: 4, skippedUsers: 0, failedUsers: 0, window };
    await log.append(
      { type: 'job-rows', job: 2, kind: 'disabled', part: 1, subs: [11, 12, 13, 14].map(sub) },
      { type: 'job-ended', job: 2, end },
      { type: 'outcomes', rows: [11, 12, 13, 14].map((n) => ({ ...row(n), outcome: 'imported' as const })) },
      { type: 'job-settled', job: 2, arrivals: { byStatus: { RESET_REQUIRED: 4 }, disabledWithinMs: 19_000 } },
    );
    const pool = [
      userOf(11, { enabled: false, lastModifiedAtMs: 19_500 }),
      userOf(12, { enabled: true, lastModifiedAtMs: 19_500 }),
      userOf(13, { enabled: false, lastModifiedAtMs: 60_000 }),
      userOf(14, { enabled: false, status: 'CONFIRMED', lastModifiedAtMs: 19_500 }),
    ];

    const users = importedUsers(log.progress, 'import-1');
    const { used } = await planUndo(users, listed(pool), { intended: new Map(), outcomes: new Map() }, 'reset');

    expect(used.map((user) => user.sub)).toEqual([12, 13, 14].map(newSub));
  });

  it('comes to the same end when it is killed at any step and run again', async () => {
    let points = 0;
    await (await createWorld()).undoOnce(() => {
      points += 1;
    });
    for (let killAt = 1; killAt <= points; killAt += 1) {
      const world = await createWorld();
      let left = killAt;
      const die = () => {
        left -= 1;
        // Dead stays dead, for everything that was under way.
        if (left <= 0) throw new Error('killed');
      };
      await expect(world.undoOnce(die)).rejects.toThrow('killed');

      await expect(world.undoOnce(), `point ${killAt}`).resolves.toEqual(counts);

      expect([...world.pool.keys()], `point ${killAt}`).toEqual(['user4', 'user6', 'user7']);
      expect([...world.ledger.rows.keys()].sort(), `point ${killAt}`).toEqual([3, 4, 5, 6].map(sub));
    }
    expect(points).toBeGreaterThan(40);
  });

  it('leaves alone who was made anew under the name while it was interrupted', async () => {
    const world = await createWorld();
    let isDead = false;
    // It dies as soon as user1 is gone, and before it could write that down.
    const die = () => {
      isDead ||= world.deleted.includes(newSub(1));
      if (isDead) throw new Error('killed');
    };
    await expect(world.undoOnce(die)).rejects.toThrow('killed');
    world.pool.set('user1', userOf(1, { sub: 'signed-up-anew', createdAtMs: 70_000 }));

    await world.undoOnce();

    expect(world.pool.get('user1')).toMatchObject({ sub: 'signed-up-anew' });
    expect((await world.outcomes())[newSub(1)]).toMatchObject({ outcome: 'deleted', claim: 'open' });
  });

  it('leaves a claim alone that was taken again while it was interrupted', async () => {
    const world = await createWorld();
    await world.ledger.unbind(sub(1), newSub(1));
    await world.ledger.claim({ previousSub: sub(1), loginHash: 'hash-1', claimedBy: 'trigger', claimedAtMs: 80_000 });

    await world.undoOnce();

    expect(world.ledger.rows.get(sub(1))).toMatchObject({ state: 'reserved', claimedBy: 'trigger' });
  });

  it('is refused while a job of the run is not settled', async () => {
    const { log } = await createWorld();
    await log.append({ type: 'job-rows', job: 2, kind: 'main', part: 1, subs: ['old-8'] });

    expect(() => importedUsers(log.progress, 'import-1')).toThrow('has an import job that is not settled');
  });
});
