import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import type { CognitoControls } from '../../sandbox/cognito/controls.ts';
import {
  createImportSite,
  expectFailedRowsImport,
  expectRowsAccountedFor,
  type ImportSandbox,
  type ImportSite,
  people,
  startImportSandbox,
} from './import-site.ts';

/** Those of the test that runs. */
export let world: ImportSandbox;
export let site: ImportSite;

export const control = (values: Partial<CognitoControls>): void => {
  Object.assign(world.sandbox.cognito.controls, values);
};
export const hourMs = 3_600_000;

export const jobsOf = async (userPoolId: string) =>
  (
    await world.sandbox.engine.call<{ UserImportJobs: { JobId: string; Status: string; ImportedUsers: number }[] }>(
      'ListUserImportJobs',
      { UserPoolId: userPoolId, MaxResults: 60 },
    )
  ).UserImportJobs;

/** Users 3 and 7 have no verified phone number: a target that goes by it, all of a sudden, refuses their rows. */
export const goByPhone = () => onceAt('StartUserImportJob', () => verifyBy('phone_number'));

export const verifyBy = (...AutoVerifiedAttributes: readonly string[]) =>
  world.sandbox.engine.call('UpdateUserPool', { UserPoolId: site.target, AutoVerifiedAttributes });

export const withPhones = (csv: string) => {
  const [header = '', ...rows] = csv.trim().split('\n');
  const columns = header.split(',');
  const set = (row: string, n: number) => {
    const cells = row.split(',');
    cells[columns.indexOf('phone_number')] = `+3169900000${n}`;
    cells[columns.indexOf('phone_number_verified')] = 'true';
    return cells.join(',');
  };
  return [header, ...rows.map(set), ''].join('\n');
};

/** A job of another pool that is active for so long. */
export const occupyAccount = async (forMs: number) => {
  const other = await site.createPool({ PoolName: 'other', AutoVerifiedAttributes: ['email'] });
  world.sandbox.cognito.controls.importJobsNamed.set('theirs', {
    importInProgressMs: forMs,
    importPollsPerStatus: Infinity,
  });
  const { UserImportJob: job } = await world.sandbox.cognito.call<{
    UserImportJob: { JobId: string; PreSignedUrl: string };
  }>('CreateUserImportJob', {
    UserPoolId: other,
    JobName: 'theirs',
    CloudWatchLogsRoleArn: `arn:aws:iam::${world.sandbox.accountId}:role/logs`,
  });
  const { CSVHeader } = await world.sandbox.cognito.call<{ CSVHeader: string[] }>('GetCSVHeader', {
    UserPoolId: other,
  });
  await fetch(job.PreSignedUrl, {
    method: 'PUT',
    body: Buffer.from(`${CSVHeader.join(',')}\n`),
    headers: { 'x-amz-server-side-encryption': 'aws:kms' },
  });
  await world.sandbox.cognito.call('StartUserImportJob', { UserPoolId: other, JobId: job.JobId });
};

/** Happens once, as soon as a job of the target has this status. */
export const onceJobIs = (status: string, act: () => unknown) => {
  let isDone = false;
  return async () => {
    const [job] = isDone ? [] : await jobsOf(site.target);
    if (job?.Status !== status) return;
    isDone = true;
    await act();
  };
};

/** Happens once, when a request for this operation arrives. */
export const onceAt = (operation: string, act: () => unknown): void => {
  let isDone = false;
  const when = () => {
    if (!isDone) act();
    isDone = true;
    return false;
  };
  world.sandbox.faults.add({ kind: 'throttle', operation, when });
};

export const stopJob = async () => {
  const [job] = await jobsOf(site.target);
  await world.sandbox.cognito.call('StopUserImportJob', { UserPoolId: site.target, JobId: job?.JobId });
};

export type Ending = {
  /** What stands in the way, before the import; what it returns happens whenever the import waits. */
  readonly disturb: () => unknown;
  /** How the first run ends; absent where it comes through. */
  readonly firstRun?: { readonly exitCode: number; readonly says: string };
  /** What somebody puts right before the same command is given again. */
  readonly mend?: () => unknown;
  /** Of all jobs of the target at the end; Created are those that never began. */
  readonly statuses?: readonly string[];
  readonly imported: number;
  readonly failedByCode?: Readonly<Record<string, number>>;
  /** What makes the failed rows importable. */
  readonly correct?: (csv: string) => string | Promise<string>;
};

export const untroubled = { imported: people, failedByCode: {} };
export const twoFailed = { imported: people - 2, failedByCode: { 'no-verified-contact': 2 }, correct: withPhones };

/** Gives each test of the file two pools and a package of their own, and one sandbox to all. */
export const prepareEndings = (): void => {
  beforeAll(async () => {
    world = await startImportSandbox();
  });
  afterAll(() => world.sandbox.close());
  beforeEach(async () => {
    for (const [name, value] of Object.entries(world.sandbox.environment)) vi.stubEnv(name, value);
    site = await createImportSite(world);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
};

/** Imports, puts right what the ending says, imports again, and looks at every row. */
export const expectEnding = async (ending: Ending): Promise<void> => {
  const onSleep = await ending.disturb();
  const waiting = typeof onSleep === 'function' ? (onSleep as () => unknown) : undefined;

  if (ending.firstRun !== undefined) {
    const { exitCode, stderr } = await site.poolferry('import package --execute', waiting);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(ending.firstRun.says);
    expect(exitCode).toBe(ending.firstRun.exitCode);
    await ending.mend?.();
  }
  const run = await site.poolferry('import package --execute --json', ending.firstRun ? undefined : waiting);

  const { counts } = await expectRowsAccountedFor(site, run.stdout);
  expect(counts).toMatchObject({ imported: ending.imported, failedByCode: ending.failedByCode });
  // Jobs are never stopped: the one that was, somebody else stopped, past all connections.
  expect(world.sandbox.requests.map(({ operation }) => operation)).not.toContain('StopUserImportJob');
  expect(new Set((await jobsOf(site.target)).map(({ Status }) => Status))).toEqual(
    new Set(ending.statuses ?? ['Succeeded']),
  );
  if (ending.correct === undefined) return;
  expect(await expectFailedRowsImport(site, ending.correct)).toBe(counts.failed);
};
