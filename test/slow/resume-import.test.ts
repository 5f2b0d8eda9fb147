import { describe, expect, it } from 'vitest';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createImportWorld, type ImportWorld, loginHash } from '../support/import-world.ts';
import { buildUser } from '../support/user-builders.ts';

class Killed extends Error {}

const sub = (n: number) => buildUser(n).sub;
const email = (n: number) => `user${n}@example.com`;
const there = (n: number): UserRecord => ({ ...buildUser(n), sub: `there-${n}`, username: `there-${n}` });

/** One of each: imported, failed, squatted, denied by the ledger, already there. */
const smallWorld = () =>
  createImportWorld({
    users: Array.from({ length: 7 }, (_, n) => buildUser(n + 1)),
    inTarget: [there(3), there(5)],
    ledgerRows: [
      { previousSub: sub(4), state: 'reserved', loginHash: 'another', claimedBy: 'trigger', claimedAtMs: 0 },
      {
        previousSub: sub(5),
        state: 'bound',
        loginHash: loginHash(email(5)),
        claimedBy: 'trigger',
        claimedAtMs: 0,
        newSub: 'there-5',
        newUsername: 'there-5',
      },
    ],
    jobs: { fails: (login) => login === email(2) },
  });

// The second job has more rows than one record of the journal holds.
const many = Array.from({ length: 520 }, (_, n) => buildUser(n + 1));
const packageOfMany = createImportWorld({ users: many }).then(({ reader }) => reader);

const canaryWorld = async () =>
  createImportWorld({
    users: many,
    reader: await packageOfMany,
    canaryRows: 10,
    withoutLedger: true,
    jobs: { fails: (login) => login === email(2) || login === email(519) },
  });

/** Two whom the source disabled, one of whom is refused, and two others. */
const disabledWorld = () =>
  createImportWorld({
    users: Array.from({ length: 5 }, (_, n) => buildUser(n + 1, { enabled: n % 2 === 0 })),
    includeDisabled: true,
    jobs: { fails: (login) => login === email(4) },
  });

/** What must be equal however often the process died; which job did it may differ. */
const endState = ({ target, ledger, files, outcomes }: ImportWorld) => ({
  target: target.map((user) => `${user.sub} ${user.enabled}`).sort(),
  ledger: [...ledger.rows.values()]
    .map((row) => (row.state === 'forgotten' ? '' : [row.previousSub, row.state, row.newSub, row.claimedBy].join()))
    .sort(),
  outcomes: [...outcomes().values()].map(({ jobId: _, ...row }) => row),
  failed: files.get('failed.csv'),
});

/** Imports, dying at the n-th step and then living on. Returns undefined when there is no such step. */
const dieOnceAt = async (world: ImportWorld, diesAt: number) => {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps >= diesAt) throw new Killed();
  };
  const died = await world.importOnce(step).then(
    () => false,
    (error: unknown) => {
      if (error instanceof Killed) return true;
      throw error;
    },
  );
  return died ? world.importOnce() : undefined;
};

describe('an import that was killed', () => {
  it.each([
    ['with a ledger and every kind of row', smallWorld],
    ['with a canary', canaryWorld],
    ['with disabled users', disabledWorld],
  ])('comes to the same end when it is run again, wherever that was (%s)', async (_what, createWorld) => {
    const undisturbed = await createWorld();
    const { counts } = await undisturbed.importOnce();
    const expected = endState(undisturbed);

    let diesAt = 1;
    for (; ; diesAt += 1) {
      const world = await createWorld();
      const result = await dieOnceAt(world, diesAt);
      if (result === undefined) break;

      expect(result.counts, `died at step ${diesAt}`).toEqual(counts);
      expect(endState(world), `died at step ${diesAt}`).toEqual(expected);
      expect(world.jobs.importedTwice, `died at step ${diesAt}`).toEqual([]);
    }

    expect(diesAt).toBeGreaterThan(25);
  });

  it('comes to the same end when it dies at every step once', async () => {
    const undisturbed = await smallWorld();
    await undisturbed.importOnce();
    const world = await smallWorld();

    let result: unknown;
    for (let reach = 1; result === undefined && reach < 500; reach += 1) {
      let steps = 0;
      const step = () => {
        steps += 1;
        if (steps > reach) throw new Killed();
      };
      result = await world.importOnce(step).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
    }

    expect(result).toBeDefined();
    expect(endState(world)).toEqual(endState(undisturbed));
    expect(world.jobs.importedTwice).toEqual([]);
  });

  it('releases the claims of rows that it no longer sends', async () => {
    const world = await createImportWorld({ users: [buildUser(1), buildUser(2)] });
    // Dies after both claims, before any job is made.
    const dead = await world
      .importOnce(() => {
        if (world.ledger.rows.size === 2) throw new Killed();
      })
      .catch((error: unknown) => error);
    expect(dead).toBeInstanceOf(Killed);
    world.source.splice(0, 1, buildUser(1, { enabled: false }));

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 1, failedByCode: { 'disabled-since-export': 1 } });
    expect(world.ledger.rows.has(sub(1))).toBe(false);
  });

  it('uploads again rather than starting a file of which it cannot know whose it is', async () => {
    const world = await createImportWorld({ users: [buildUser(1)] });
    await world
      .importOnce(() => {
        if (world.jobs.all.some((job) => job.file !== undefined)) throw new Killed();
      })
      .catch(() => undefined);
    expect(world.jobs.all.map((job) => job.status)).toEqual(['Created']);

    await world.importOnce();

    expect(world.jobs.all.map((job) => job.status)).toEqual(['Created', 'Succeeded']);
  });

  it('still stops after a canary that mostly failed', async () => {
    const isFirst = (login: string) => Number(/\d+/.exec(login)?.[0]) <= 10;
    const world = await createImportWorld({
      users: Array.from({ length: 500 }, (_, n) => buildUser(n + 1)),
      canaryRows: 10,
      jobs: { fails: isFirst },
    });
    await world
      .importOnce(() => {
        if (world.jobs.all.some((job) => job.status === 'InProgress')) throw new Killed();
      })
      .catch(() => undefined);

    await expect(world.importOnce()).rejects.toMatchObject({ code: 'canary-failed' });
    expect(world.jobs.all).toHaveLength(1);
  });

  it('does not start a file that has grown old, because the people in it may have been disabled since', async () => {
    const world = await createImportWorld({ users: [buildUser(1), buildUser(2)] });
    let stepsSinceUpload = 0;
    await world
      .importOnce(() => {
        if (world.jobs.all[0]?.file !== undefined) stepsSinceUpload += 1;
        // Uploaded, about to write down that it starts, written down, about to start.
        if (stepsSinceUpload === 4) throw new Killed();
      })
      .catch(() => undefined);
    await world.clock.sleep(20 * 3_600_000);
    world.source.splice(0, 1, buildUser(1, { enabled: false }));

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 1, failedByCode: { 'disabled-since-export': 1 } });
    expect(world.jobs.all.map((job) => job.status)).toEqual(['Created', 'Succeeded']);
  });
});
