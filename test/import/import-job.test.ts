import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { email, inTarget, sub, users } from '../support/import-people.ts';
import { createImportWorld, loginHash } from '../support/import-world.ts';

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
    expect((await importBesideStranger()).alarm.strangers).toEqual(['there-77']);
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
    expect((await importBesideStranger(email(78))).alarm.strangers).toEqual(['there-77']);
  });

  it('raises none about a user whom the trigger made at the same time', async () => {
    expect((await importBesideStranger(email(77))).alarm).toEqual({ strangers: [], unexplainedImports: 0 });
  });
});

/** While its job runs, somebody else comes into the target, whom the trigger may have let in by this sign-in name. */
const importBesideStranger = async (claimedLogin?: string) => {
  const meanwhile = (all: UserRecord[], createdAtMs: number) =>
    void all.push({ ...inTarget(77), status: 'RESET_REQUIRED', createdAtMs });
  const claimOf = (login: string): LedgerRow => ({
    previousSub: sub(77),
    state: 'reserved',
    loginHash: loginHash(login),
    claimedBy: 'trigger',
    claimedAtMs: 0,
  });
  const ledgerRows = claimedLogin === undefined ? [] : [claimOf(claimedLogin)];
  const world = await createImportWorld({ users: users(2), jobs: { meanwhile }, ledgerRows });
  return world.importOnce();
};
