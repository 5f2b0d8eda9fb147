import { describe, expect, it } from 'vitest';
import type { PoolferryError } from '../../core/errors.ts';
import type { Clock } from '../../core/flow/clock.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createImportWorld, type ImportWorld, loginHash } from '../support/import-world.ts';
import { buildUser } from '../support/user-builders.ts';

const users = (count: number) => Array.from({ length: count }, (_, n) => buildUser(n + 1));
const sub = (n: number) => buildUser(n).sub;
const email = (n: number) => `user${n}@example.com`;

const inTarget = (n: number, overrides: Partial<UserRecord> = {}): UserRecord => ({
  ...buildUser(n, { attributes: { 'custom:prev_sub_id': sub(n) } }),
  sub: `there-${n}`,
  username: `there-${n}`,
  ...overrides,
});

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

describe('rows that are left out', () => {
  const boundRow = {
    previousSub: sub(1),
    state: 'bound',
    loginHash: loginHash(email(1)),
    claimedBy: 'trigger',
    claimedAtMs: 0,
    newSub: 'there-1',
    newUsername: 'there-1',
  } as const;

  it.each([
    ['already there by a bound claim', { inTarget: [inTarget(1)], ledgerRows: [boundRow] }, 'already-there'],
    ['crossed and deleted since', { ledgerRows: [boundRow] }, 'crossed-and-gone'],
    [
      'forgotten on request',
      { ledgerRows: [{ previousSub: sub(1), state: 'forgotten' as const, forgottenAtMs: 0 }] },
      'forgotten',
    ],
    [
      'claimed for another sign-in name',
      { ledgerRows: [{ ...boundRow, state: 'reserved' as const, loginHash: 'other' }] },
      'claimed-by-other-login',
    ],
    [
      'being carried by the trigger at this moment',
      { inTarget: [inTarget(1)], ledgerRows: [{ ...boundRow, state: 'reserved' as const }] },
      'crossing-now',
    ],
    ['in the target under the same name without proof', { inTarget: [inTarget(1)] }, 'unproven'],
    [
      'whose name a stranger has',
      { inTarget: [inTarget(1, { attributes: new Map([['email', 'USER1@example.com']]) })] },
      'squatted',
    ],
    [
      'imported by an earlier run',
      {
        inTarget: [inTarget(1)],
        earlierOutcomes: [
          { sub: sub(1), username: 'user1', outcome: 'imported' as const, newSub: 'there-1', newUsername: 'there-1' },
        ],
      },
      'already-there',
    ],
    [
      'made by an earlier run, and deleted before it looked',
      {
        earlierOutcomes: [
          { sub: sub(1), username: 'user1', outcome: 'failed' as const, code: 'gone-from-target' as const },
        ],
      },
      'crossed-and-gone',
    ],
    [
      'made by an earlier run that did not see them, and there now',
      {
        inTarget: [inTarget(1)],
        earlierOutcomes: [
          { sub: sub(1), username: 'user1', outcome: 'failed' as const, code: 'gone-from-target' as const },
        ],
      },
      'unproven',
    ],
    [
      'imported by an earlier run, with a claim that was left open',
      {
        inTarget: [inTarget(1)],
        ledgerRows: [{ ...boundRow, state: 'reserved' as const }],
        earlierOutcomes: [
          { sub: sub(1), username: 'user1', outcome: 'imported' as const, newSub: 'there-1', newUsername: 'there-1' },
        ],
      },
      'already-there',
    ],
  ])('are those %s', async (_what, options, reason) => {
    const world = await createImportWorld({ users: users(2), ...options });

    await world.importOnce();

    const { outcome, code } = world.outcomes().get(sub(1)) ?? {};
    expect(code ?? outcome).toBe(reason);
    expect(world.outcomes().get(sub(2))).toMatchObject({ outcome: 'imported' });
    expect(world.jobs.all.every((job) => !Buffer.from(job.file ?? '').includes(email(1)))).toBe(true);
  });

  it('name the holder apart from any new user, so that no map takes a stranger for the person', async () => {
    const world = await createImportWorld({ users: users(1), inTarget: [inTarget(1)] });

    await world.importOnce();

    expect(world.outcomes().get(sub(1))).toMatchObject({ holderSub: 'there-1' });
    expect(world.outcomes().get(sub(1))).not.toHaveProperty('newSub');
  });

  it.each([
    ['is gone', (all: UserRecord[]) => all.splice(0, 1), 'gone-from-source'],
    [
      'was disabled',
      (all: UserRecord[]) => all.splice(0, 1, buildUser(1, { enabled: false })),
      'disabled-since-export',
    ],
    [
      'has another address',
      (all: UserRecord[]) => all.splice(0, 1, buildUser(1, { attributes: { email: 'x@example.com' } })),
      'changed-since-export',
    ],
    [
      'is no longer verified',
      (all: UserRecord[]) => all.splice(0, 1, buildUser(1, { attributes: { email_verified: 'false' } })),
      'changed-since-export',
    ],
    [
      'shares the name with a newcomer',
      (all: UserRecord[]) => all.push(buildUser(99, { attributes: { email: 'User1@example.com' } })),
      'duplicate-since-export',
    ],
  ])('are those whose source user %s', async (_what, change, code) => {
    const world = await createImportWorld({ users: users(2) });
    change(world.source);

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 1, failed: 1, failedByCode: { [code]: 1 } });
  });

  it.each([
    [
      'the plan waited for a yes for hours',
      { beforeConsent: ({ clock }: { clock: Clock }) => clock.sleep(3_600_000) },
      0,
    ],
    ['another job was waited for', {}, 100],
  ])('are those who were disabled while %s', async (_what, options, describes) => {
    const world: ImportWorld = await createImportWorld({
      users: users(2),
      ...options,
      onSleep: () => void world.source.splice(0, 1, buildUser(1, { enabled: false })),
    });
    if (describes > 0) world.jobs.addForeignJob(describes);

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 1, failedByCode: { 'disabled-since-export': 1 } });
  });

  it('are those who were disabled while a job before theirs ran for long', async () => {
    const disable = (world: ImportWorld) => void world.source.splice(499, 1, buildUser(500, { enabled: false }));
    const world: ImportWorld = await createImportWorld({
      users: users(500),
      canaryRows: 10,
      jobs: { runsForMs: 3_600_000, meanwhile: () => disable(world) },
    });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 499, failedByCode: { 'disabled-since-export': 1 } });
  });

  it('are none because somebody typed their name into an unconfirmed sign-up', async () => {
    const world = await createImportWorld({ users: users(1) });
    world.source.push(buildUser(99, { status: 'UNCONFIRMED', attributes: { email: email(1) } }));

    expect((await world.importOnce()).counts).toMatchObject({ imported: 1 });
  });

  it('are those whom the trigger bound between the plan and the claim', async () => {
    const world = await createImportWorld({ users: users(2) });
    const { ledger } = world;
    const list = ledger.list;
    ledger.list = async function* () {
      yield* list();
      await ledger.claim({ previousSub: sub(1), loginHash: loginHash(email(1)), claimedBy: 'trigger', claimedAtMs: 0 });
      await ledger.bind({
        previousSub: sub(1),
        loginHash: loginHash(email(1)),
        newSub: 'x',
        newUsername: 'x',
        boundAtMs: 1,
      });
    };

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 1, alreadyThere: 1 });
    expect(world.target.map((user) => user.sub)).toEqual([`new-${email(2)}`]);
  });
});

describe('an import job', () => {
  it('waits while another job is active, and never stops it', async () => {
    const world = await createImportWorld({ users: users(2) });
    world.jobs.addForeignJob(5);

    const result = await world.importOnce();

    expect(result.counts.imported).toBe(2);
    expect(world.notes).toContain('waiting for import job import-foreign0, which is not ours');
  });

  it('waits when Cognito makes no more jobs for the moment', async () => {
    let refusals = 3;
    const world = await createImportWorld({ users: users(2), jobs: { hitsLimit: () => refusals-- > 0 } });

    expect((await world.importOnce()).counts.imported).toBe(2);
  });

  it('is made anew when its upload URL is no longer valid', async () => {
    const world = await createImportWorld({ users: users(2), jobs: { refusesUpload: (job) => job === 1 } });

    const result = await world.importOnce();

    expect(world.jobs.all.map((job) => job.status)).toEqual(['Created', 'Succeeded']);
    expect(result.counts.imported).toBe(2);
    expect(world.jobs.importedTwice).toEqual([]);
  });

  it.each([
    ['has seen the upload', { times: 4, answer: 'no-file' as const }],
    ['is done with a job of another pool, for hours', { times: 500, answer: 'busy' as const }],
  ])('is started again until Cognito %s', async (_what, startsLate) => {
    const world = await createImportWorld({ users: users(2), jobs: { startsLate } });

    const result = await world.importOnce();

    expect(world.jobs.all).toHaveLength(1);
    expect(result.counts.imported).toBe(2);
  });

  it('is made anew when Cognito does not see its upload for minutes', async () => {
    const startsLate = { times: 14, answer: 'no-file' as const };
    const world = await createImportWorld({ users: users(2), jobs: { startsLate } });

    const result = await world.importOnce();

    expect(world.jobs.all.map((job) => job.status)).toEqual(['Created', 'Succeeded']);
    expect(result.counts.imported).toBe(2);
  });

  it('is given up, to be continued later, when another one is active for a day', async () => {
    const world = await createImportWorld({
      users: users(2),
      jobs: { startsLate: { times: 100_000, answer: 'busy' } },
    });

    await expect(world.importOnce()).rejects.toMatchObject({ code: 'other-import-job' });
    expect(world.target).toEqual([]);
  });

  it('is given up, to be continued later, when it does not move for a day', async () => {
    const world = await createImportWorld({ users: users(2), jobs: { staysPending: () => true } });

    await expect(world.importOnce()).rejects.toMatchObject({
      code: 'import-job-stuck',
      message: expect.stringContaining('import-1'),
    });
    expect(world.target).toEqual([]);
  });

  it('that came to no row points at the role and the file, which are what stops a whole job', async () => {
    const message = 'Import job failed.';
    const cutShort = (job: number) => (job === 1 ? { afterRows: 0, status: 'Failed', message } : undefined);
    const world = await createImportWorld({ users: users(3), jobs: { cutShort } });

    await expect(world.importOnce()).rejects.toMatchObject({
      code: 'import-job-cut-short',
      hint: expect.stringContaining('import.logsRoleArn'),
    });
  });

  it.each(['Failed', 'Stopped', 'Expired'])(
    'that ended as %s keeps what it did, and the others go when it is run again',
    async (status) => {
      const cutShort = (job: number) =>
        job === 1 ? { afterRows: 3, status, message: 'Too many users have failed or been skipped.' } : undefined;
      const world = await createImportWorld({
        users: users(8),
        jobs: { cutShort, fails: (login) => login === email(2) },
      });

      await expect(world.importOnce()).rejects.toMatchObject({
        code: 'import-job-cut-short',
        message: expect.stringContaining('5 rows'),
      });
      expect(world.outcomes().size).toBe(3);
      const result = await world.importOnce();

      expect(result.counts).toMatchObject({ rows: 8, imported: 7, failed: 1 });
      expect(world.jobs.importedTwice).toEqual([]);
    },
  );

  it('raises an alarm about users who came with it and stand in no row', async () => {
    const stranger = { ...inTarget(77), status: 'RESET_REQUIRED' };
    const meanwhile = (all: UserRecord[], nowMs: number) => void all.push({ ...stranger, createdAtMs: nowMs });
    const world = await createImportWorld({ users: users(2), jobs: { meanwhile } });

    const result = await world.importOnce();

    expect(result.alarm.strangers).toEqual(['there-77']);
  });

  it('raises one about a row that was swapped for somebody else who can sign in at once', async () => {
    const world = await createImportWorld({ users: users(4), jobs: { leaves: 'CONFIRMED' } });
    const { upload } = world.jobs;
    const swap = (url: string, file: Uint8Array) =>
      upload(url, Buffer.from(Buffer.from(file).toString().replaceAll(email(2), 'eve@example.com')));
    Object.assign(world.jobs, { upload: swap });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 3, failedByCode: { 'gone-from-target': 1 } });
    expect(result.alarm.unexplainedImports).toBe(1);
  });

  it('raises none about a user whom somebody deleted at once', async () => {
    const world = await createImportWorld({ users: users(4) });
    const { readLog } = world.jobs;
    const deleting: typeof readLog = (job) => {
      const at = world.target.findIndex(({ sub }) => sub === `new-${email(2)}`);
      if (at >= 0) world.target.splice(at, 1);
      return readLog(job);
    };
    Object.assign(world.jobs, { readLog: deleting });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 3, failedByCode: { 'gone-from-target': 1 } });
    expect(result.alarm.unexplainedImports).toBe(0);
  });

  it('raises one about a user who borrows the claim of somebody else', async () => {
    const stranger = { ...inTarget(77), status: 'RESET_REQUIRED' };
    const meanwhile = (all: UserRecord[], nowMs: number) => void all.push({ ...stranger, createdAtMs: nowMs });
    const claimed = {
      previousSub: sub(77),
      state: 'reserved',
      loginHash: loginHash(email(78)),
      claimedAtMs: 0,
    } as const;
    const world = await createImportWorld({
      users: users(2),
      jobs: { meanwhile },
      ledgerRows: [{ ...claimed, claimedBy: 'trigger' }],
    });

    expect((await world.importOnce()).alarm.strangers).toEqual(['there-77']);
  });

  it('raises none about a user whom the trigger made at the same time', async () => {
    const stranger = { ...inTarget(77), status: 'RESET_REQUIRED' };
    const meanwhile = (all: UserRecord[], nowMs: number) => void all.push({ ...stranger, createdAtMs: nowMs });
    const claimed = {
      previousSub: sub(77),
      state: 'reserved',
      loginHash: loginHash(email(77)),
      claimedAtMs: 0,
    } as const;
    const world = await createImportWorld({
      users: users(2),
      jobs: { meanwhile },
      ledgerRows: [{ ...claimed, claimedBy: 'trigger' }],
    });

    expect((await world.importOnce()).alarm).toEqual({ strangers: [], unexplainedImports: 0 });
  });
});

describe('provenance', () => {
  it.each([
    ['counts rows from 1', { firstLine: 1 }],
    ['counts the header', { firstLine: 2 }],
    ['counts from 0', { firstLine: 0 }],
    [
      'words things as in 2023',
      {
        words: {
          FAILED:
            'The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).',
        },
      },
    ],
    [
      'words things as in 2024',
      {
        words: {
          FAILED:
            'The User Record does not set any of the auto verified attributes to verified. (Example: email_verified to true).',
        },
      },
    ],
    ['words things in ways unknown today', { words: { SUCCEEDED: 'ok', FAILED: 'no', SKIPPED: 'hm' } }],
    ['lost some lines', { losesLine: (line: number) => line % 3 === 0 }],
  ])('is found when the log %s', async (_what, jobs) => {
    const fails = (login: string) => login === email(2) || login === email(5);
    const world = await createImportWorld({ users: users(7), jobs: { fails, ...jobs } });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 5, failed: 2 });
    expect(world.outcomes().get(sub(2))?.outcome).toBe('failed');
    expect(world.outcomes().get(sub(5))?.outcome).toBe('failed');
  });

  it('rests on the new users themselves when there is no log', async () => {
    const world = await createImportWorld({ users: users(3), jobs: { isUnreadable: true } });

    const result = await world.importOnce();

    expect(result.counts.imported).toBe(3);
    expect(result.warnings.join()).toContain('could not be read');
  });

  it('is not assumed when there is no log and the pool keeps no previous sub', async () => {
    const world = await createImportWorld({ users: users(3), withoutPreviousSub: true, jobs: { isUnreadable: true } });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 0, failedByCode: { unproven: 3 } });
    expect(result.alarm.unexplainedImports).toBe(0);
  });

  it('waits for a listing that lags behind', async () => {
    const world = await createImportWorld({ users: users(3), staleListings: 3 });

    expect((await world.importOnce()).counts.imported).toBe(3);
  });

  it('is not claimed for a row whose person the ledger binds to somebody else meanwhile', async () => {
    const world = await createImportWorld({ users: users(2) });
    const bind = world.ledger.bind;
    const lazily = {
      previousSub: sub(1),
      loginHash: loginHash(email(1)),
      newSub: 'lazy',
      newUsername: 'l',
      boundAtMs: 1,
    };
    world.ledger.bind = async (binding) => {
      await bind(lazily);
      return bind(binding);
    };

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 1, failedByCode: { unproven: 1 } });
    expect(world.outcomes().get(sub(1))).not.toHaveProperty('newSub');
  });

  it('keeps its claim when another import run has taken that back meanwhile', async () => {
    const world = await createImportWorld({ users: users(2) });
    const other = { previousSub: sub(1), loginHash: loginHash(email(1)), claimedBy: 'import', runId: 'other' } as const;
    const bind = world.ledger.bind;
    let isReleased = false;
    world.ledger.bind = async (binding) => {
      // It sent the same row after this run did, was told that the user exists, and cleans up.
      if (binding.previousSub === sub(1) && !isReleased) {
        isReleased = true;
        await world.ledger.claim({ ...other, claimedAtMs: 0 });
        await world.ledger.release(sub(1), 'other');
      }
      return bind(binding);
    };

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 2, failed: 0 });
    expect(world.ledger.rows.get(sub(1))).toMatchObject({ state: 'bound', newSub: `new-${email(1)}` });
  });

  it('is denied to somebody who signed up with the name while the job ran', async () => {
    const meanwhile = (all: UserRecord[], nowMs: number) =>
      void all.push(inTarget(2, { createdAtMs: nowMs, status: 'CONFIRMED' }));
    const world = await createImportWorld({ users: users(3), jobs: { meanwhile } });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 2, failedByCode: { unproven: 1 } });
    expect(world.ledger.rows.has(sub(2))).toBe(false);
  });
});
