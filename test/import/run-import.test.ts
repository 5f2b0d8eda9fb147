import { describe, expect, it } from 'vitest';
import type { PoolferryError } from '../../core/errors.ts';
import { email, inTarget, sub, users } from '../support/import-people.ts';
import { createImportWorld } from '../support/import-world.ts';

describe('an import', () => {
  it('ends with every row imported and its claim bound to the new user', async () => {
    const world = await createImportWorld({ users: users(3) });

    const result = await world.importOnce();

    expect(result.counts).toEqual({ rows: 3, imported: 3, alreadyThere: 0, failed: 0, failedByCode: {} });
    expect([...world.outcomes().values()]).toContainEqual(
      expect.objectContaining({ sub: sub(2), username: 'user2', outcome: 'imported', newSub: `new-${email(2)}` }),
    );
    expect(world.ledger.rows.get(sub(2))).toMatchObject({
      state: 'bound',
      newSub: `new-${email(2)}`,
      claimedBy: 'import',
    });
    expect(world.files.get('failed.csv')).toHaveLength(1);
  });

  it('releases the claim of a failed row, so that the person may still cross by signing in', async () => {
    const world = await createImportWorld({ users: users(4), jobs: { fails: (login) => login === email(2) } });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 3, failed: 1, failedByCode: { 'rejected-by-cognito': 1 } });
    expect(world.ledger.rows.has(sub(2))).toBe(false);
    expect(world.files.get('failed.csv')?.[1]).toContain(email(2));
  });

  it('takes nobody for imported who is forgotten while it runs, whenever that is', async () => {
    let steps = 0;
    const undisturbed = await createImportWorld({ users: users(3) });
    await undisturbed.importOnce(() => {
      steps += 1;
    });
    expect(steps).toBeGreaterThan(20);

    for (let at = 1; at <= steps; at += 1) {
      const { importOnce, ledger, outcomes } = await createImportWorld({ users: users(3) });
      let wasBound = false;
      let met = 0;
      await importOnce(() => {
        met += 1;
        if (met !== at) return;
        const seen = ledger.rows.get(sub(2));
        wasBound = seen?.state === 'bound';
        void ledger.forget(sub(2), seen, 0);
      });

      expect(ledger.rows.get(sub(2))).toEqual({ previousSub: sub(2), state: 'forgotten', forgottenAtMs: 0 });
      const outcome = wasBound ? { outcome: 'imported' } : { outcome: 'failed', code: 'forgotten' };
      expect(outcomes().get(sub(2)), `forgotten at step ${at}`).toMatchObject(outcome);
      expect(outcomes().get(sub(3))).toMatchObject({ outcome: 'imported' });
    }
  });

  it('never repeats a value of the row in the reason of a failure', async () => {
    const words = { FAILED: `The value ${email(2).toUpperCase()} of user2 is not valid.` };
    const world = await createImportWorld({ users: users(3), jobs: { fails: (login) => login === email(2), words } });

    await world.importOnce();

    const { message } = world.outcomes().get(sub(2)) ?? {};
    expect(message).toContain('is not valid');
    expect(message?.toLowerCase()).not.toContain(email(2));
  });

  it('sends a canary first, and the rest in a second job, from 500 rows up', async () => {
    const world = await createImportWorld({ users: users(500), canaryRows: 10 });

    const result = await world.importOnce();

    expect(result.jobs.map((job) => job.importedUsers)).toEqual([10, 490]);
    expect(result.counts.imported).toBe(500);
  });

  it('stops after a canary that mostly failed, and goes on when it is run again', async () => {
    const isFirst = (login: string) => Number(/\d+/.exec(login)?.[0]) <= 10;
    const world = await createImportWorld({ users: users(500), canaryRows: 10, jobs: { fails: isFirst } });

    await expect(world.importOnce()).rejects.toMatchObject({ code: 'canary-failed' });
    expect(world.target).toHaveLength(0);
    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 490, failed: 10 });
  });

  it('sends another canary, and stops again, while nothing was put right', async () => {
    let isWrong = true;
    const world = await createImportWorld({ users: users(530), canaryRows: 10, jobs: { fails: () => isWrong } });
    await expect(world.importOnce()).rejects.toMatchObject({ code: 'canary-failed' });

    await expect(world.importOnce()).rejects.toMatchObject({ code: 'canary-failed' });
    expect(world.outcomes().size).toBe(20);
    isWrong = false;

    expect((await world.importOnce()).counts).toMatchObject({ imported: 510, failed: 20 });
  });

  it('groups the reasons of a failed canary, most frequent first, without a value, and names the likely remedy', async () => {
    const words = { FAILED: 'The User Record does not set any of the auto verified attributes to true.' };
    const world = await createImportWorld({
      users: users(501),
      inTarget: [inTarget(3)],
      canaryRows: 10,
      jobs: {
        fails: () => true,
        words,
        meanwhile: (all) => void all.push(inTarget(4, { attributes: new Map([['email', email(4)]]) })),
      },
    });

    const error = await world.importOnce().catch((thrown: unknown) => thrown as PoolferryError);

    expect(error).toMatchObject({ code: 'canary-failed', hint: expect.stringContaining('AutoVerifiedAttributes') });
    expect((error as PoolferryError).message.split('\n')).toEqual([
      expect.stringContaining('10 of the 10 rows that went first failed (job import-1)'),
      '9 x no-verified-contact: No address of the row is verified, and the target asks for one.',
      '1 x squatted: Somebody else holds the sign-in name in the target.',
    ]);
    expect((error as PoolferryError).message).not.toContain('@');
  });

  it('finds out that it cannot write its outcome before anybody is imported', async () => {
    const world = await createImportWorld({ users: users(1) });
    const write = world.files.set;
    world.files.set = () => {
      throw new Error('no such directory');
    };

    await expect(world.importOnce()).rejects.toThrow('no such directory');
    expect(world.jobs.all).toEqual([]);
    world.files.set = write;

    expect((await world.importOnce()).counts.imported).toBe(1);
  });

  it('makes no job when there is nobody to send', async () => {
    const world = await createImportWorld({ users: users(1), inTarget: [inTarget(1)] });

    const result = await world.importOnce();

    expect(world.jobs.all).toEqual([]);
    expect(result.counts.failedByCode).toEqual({ unproven: 1 });
  });
});
