import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteUserPoolCommand,
  InitiateAuthCommand,
  StopUserImportJobCommand,
  type UserImportJobType,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CognitoControls } from '../../sandbox/cognito/controls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { type AwsUnderTest, clientsOf, makeClient, makePool, refusal } from '../support/aws-under-test.ts';
import { importSteps, type JobSettings, type Row, toCsv, upload } from '../support/import-job-steps.ts';
import { cheapHash } from '../support/make-password-hash.ts';
import { startStillSandbox } from '../support/trigger-world.ts';

const HOUR_MS = 3_600_000;
const POOL = { AutoVerifiedAttributes: ['email' as const] };

let sandbox: Sandbox;
let aws: Omit<AwsUnderTest, 'close' | 'deployFunction'>;
let steps: ReturnType<typeof importSteps>;
beforeEach(async () => {
  sandbox = await startStillSandbox();
  aws = { ...clientsOf(sandbox), logsRoleArn: 'arn:aws:iam::111122223333:role/import-logs' };
  steps = importSteps(aws);
});
afterEach(() => sandbox.close());

const control = (controls: Partial<CognitoControls>) => Object.assign(sandbox.cognito.controls, controls);

const good = (name: string): Row => ({
  'cognito:username': name,
  email: `${name}@example.com`,
  email_verified: 'true',
});
const names = (count: number) => Array.from({ length: count }, (_, index) => good(`user${index}`));

/** Uploads and starts, and no more. */
const startJob = async (pool: string, rows: readonly Row[], settings: JobSettings = {}): Promise<UserImportJobType> => {
  const job = await steps.createJob(pool, settings);
  await upload(job.PreSignedUrl, toCsv(await steps.headerOf(pool), rows));
  await steps.start(pool, job.JobId);
  return job;
};

const stop = async (UserPoolId: string, { JobId }: UserImportJobType) =>
  (await aws.cognito.send(new StopUserImportJobCommand({ UserPoolId, JobId }))).UserImportJob;

describe('the CSV header', () => {
  it('has an order of its own in every pool, which follows from the seed', async () => {
    const [first, second] = [await makePool(aws, POOL), await makePool(aws, POOL)];
    const again = await startStillSandbox();
    const headers = [await steps.headerOf(first), await steps.headerOf(second)];

    const repeated = importSteps({ ...aws, ...clientsOf(again) });
    const same = await makePool(clientsOf(again), POOL);

    expect(headers[0]).not.toEqual(headers[1]);
    expect(headers[0]?.toSorted()).toEqual(headers[1]?.toSorted());
    expect(headers.map((header) => header.slice(-2))).toEqual([
      ['cognito:mfa_enabled', 'cognito:username'],
      ['cognito:mfa_enabled', 'cognito:username'],
    ]);
    await expect(repeated.headerOf(same)).resolves.toEqual(headers[0]);
    await again.close();
  });

  it('keeps the order of its columns when there are more', async () => {
    const plain = await steps.headerOf(await makePool(aws, POOL));
    const other = await startStillSandbox();
    const Schema = [{ Name: 'plan', AttributeDataType: 'String' as const }];

    const more = await importSteps({ ...aws, ...clientsOf(other) }).headerOf(
      await makePool(clientsOf(other), { ...POOL, Schema }),
    );

    expect(more.filter((name) => name !== 'custom:plan')).toEqual(plain);
    await other.close();
  });

  it.each([
    ['documented', 'name', 'cognito:username'],
    ['template', 'cognito:username', 'cognito:mfa_enabled'],
  ] as const)('has the %s order on demand', async (importHeaderOrder, first, last) => {
    control({ importHeaderOrder });

    const header = await steps.headerOf(await makePool(aws, POOL));

    expect([header.at(0), header.at(-1)]).toEqual([first, last]);
    expect(header.indexOf('given_name')).toBe(header.indexOf('name') + 1);
  });

  it('names the column of the hashes on demand, which every file then has', async () => {
    control({ importHeaderHasPasswordHash: true });
    const pool = await makePool(aws, POOL);
    const older = await makePool(aws, POOL);
    sandbox.cognito.controls.poolsWithoutPasswordHashes.add(older);

    const job = await steps.importRows(pool, [good('ana'), { ...good('bo'), password_hash: cheapHash.BCRYPT('any') }]);

    expect(await steps.headerOf(pool)).toContain('password_hash');
    expect(await steps.headerOf(older)).not.toContain('password_hash');
    // Nobody's hash is dropped without a word where the job names no algorithm.
    expect(job).toMatchObject({ ImportedUsers: 1, FailedUsers: 1 });
  });
});

describe('the log of a job', () => {
  const rows = [good('ana'), good('ana'), { ...good('bo'), email_verified: 'false' }];
  const UNVERIFIED = '[FAILED] Line Number 3 - The User Record does not set any of the auto verified attributes';

  it.each([
    ['documented', `${UNVERIFIED} to true. (Example: email_verified to true).`],
    ['seen in 2024', `${UNVERIFIED} to verified. (Example: email_verified to true).`],
    ['other words', '[FAILED] Line Number 3 - Outcome of the record: failed.'],
    ['other form', 'record=3 outcome=failed'],
  ] as const)('is worded as %s on demand', async (importWording, line) => {
    control({ importWording });
    const pool = await makePool(aws, POOL);

    const job = await steps.importRows(pool, rows);

    const log = await steps.logOf(pool, job);
    expect(log[2]).toBe(line);
    expect(log).toHaveLength(3);
  });

  it('counts the header on demand', async () => {
    control({ importLineNumbersCountHeader: true });
    const pool = await makePool(aws, POOL);

    const job = await steps.importRows(pool, [good('ana')]);

    await expect(steps.logOf(pool, job)).resolves.toEqual(['[SUCCEEDED] Line Number 2 - The import succeeded.']);
  });

  it('differs for one job alone', async () => {
    sandbox.cognito.controls.importJobsNamed.set('odd', { importWording: 'other form' });
    const pool = await makePool(aws, POOL);

    const odd = await steps.importRows(pool, [good('ana')], { JobName: 'odd' });
    const normal = await steps.importRows(pool, [good('bo')]);

    await expect(steps.logOf(pool, odd)).resolves.toEqual(['record=1 outcome=succeeded']);
    await expect(steps.logOf(pool, normal)).resolves.toEqual(['[SUCCEEDED] Line Number 1 - The import succeeded.']);
  });

  it('is missing on demand', async () => {
    control({ importLog: 'missing' });
    const pool = await makePool(aws, POOL);

    const job = await steps.importRows(pool, [good('ana')]);

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1 });
    await expect(refusal(steps.logOf(pool, job))).resolves.toContain('ResourceNotFoundException');
  });

  it('comes late on demand: first nothing, then the stream, then its lines', async () => {
    Object.assign(sandbox.logs, { streamsLateByMs: 1_000, lateByMs: 2_000 });
    const pool = await makePool(aws, POOL);
    const job = await steps.importRows(pool, [good('ana')]);
    const read = () => steps.logOf(pool, job);
    const groups = async () => (await aws.logs.send(new DescribeLogGroupsCommand({}))).logGroups?.length;

    await expect(refusal(read())).resolves.toContain('ResourceNotFoundException');
    await expect(groups()).resolves.toBe(0);
    sandbox.clock.advanceMs(1_000);
    await expect(read()).resolves.toEqual([]);
    await expect(groups()).resolves.toBe(1);
    sandbox.clock.advanceMs(1_000);
    await expect(read()).resolves.toHaveLength(1);
  });

  it.each([
    ['underscores', 'Succeeded', 1],
    ['missing log', 'Succeeded', 0],
    ['job fails', 'Failed', 0],
  ] as const)('of a pool whose name no group may have: %s', async (importIllegalGroupName, status, lines) => {
    control({ importIllegalGroupName });
    const pool = await makePool(aws, { ...POOL, PoolName: 'My pool, 2nd' });

    const job = await steps.importRows(pool, [good('ana')]);

    expect(job.Status).toBe(status);
    await expect(refusal(steps.logOf(pool, job, 'My pool, 2nd'))).resolves.toContain('InvalidParameterException');
    const prefix = `/aws/cognito/userpools/${pool}/`;
    const { logGroups } = await aws.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix }));
    expect(logGroups).toEqual(lines === 0 ? [] : [{ logGroupName: `${prefix}My_pool__2nd` }]);
  });
});

describe('a job', () => {
  it('fails as a whole where its role cannot be assumed', async () => {
    control({ importLogsRole: 'cannot be assumed' });

    const job = await steps.importRows(await makePool(aws, POOL), [good('ana')]);

    expect(job).toMatchObject({ Status: 'Failed', ImportedUsers: 0, FailedUsers: 0 });
    expect(job.CompletionMessage).toContain('CloudWatch Logs role');
  });

  it('does not see its file at once, where it is told so', async () => {
    control({ importUploadSeenAfterMs: 2_000 });
    const pool = await makePool(aws, POOL);
    const job = await steps.createJob(pool);
    await upload(job.PreSignedUrl, toCsv(await steps.headerOf(pool), [good('ana')]));

    sandbox.clock.advanceMs(1_999);
    await expect(refusal(steps.start(pool, job.JobId))).resolves.toContain('No csv file was uploaded');
    sandbox.clock.advanceMs(1);

    await expect(steps.start(pool, job.JobId)).resolves.toHaveProperty('UserImportJob.Status', 'Pending');
  });

  it.each([
    ['Pending', { importPendingMs: Number.POSITIVE_INFINITY }],
    ['InProgress', { importPendingMs: 0, importInProgressMs: Number.POSITIVE_INFINITY }],
  ] as const)('stays %s on demand, and can be stopped there', async (status, pace) => {
    control({ ...pace, importPollsPerStatus: Number.POSITIVE_INFINITY });
    const pool = await makePool(aws, POOL);
    const job = await startJob(pool, [good('ana')]);

    for (let day = 1; day <= 3; day += 1) {
      sandbox.clock.advanceMs(24 * HOUR_MS);
      await expect(steps.describeJob(pool, job.JobId)).resolves.toMatchObject({ Status: status, ImportedUsers: 0 });
    }

    await expect(stop(pool, job)).resolves.toMatchObject({ Status: 'Stopped', ImportedUsers: 0 });
  });

  it('goes on importing while it is Stopping, and ends as Stopped', async () => {
    control({
      importPendingMs: 0,
      importInProgressMs: 10_000,
      importStoppingMs: 4_000,
      importPollsPerStatus: Number.POSITIVE_INFINITY,
    });
    const pool = await makePool(aws, POOL);
    const job = await startJob(pool, names(10));
    await steps.describeJob(pool, job.JobId);
    sandbox.clock.advanceMs(2_000);

    const stopping = await stop(pool, job);
    sandbox.clock.advanceMs(3_000);
    const still = await steps.describeJob(pool, job.JobId);
    const twice = await stop(pool, job);
    sandbox.clock.advanceMs(1_000);
    const stopped = await steps.describeJob(pool, job.JobId);

    expect(stopping).toMatchObject({ Status: 'Stopping', ImportedUsers: 2 });
    expect(still).toMatchObject({ Status: 'Stopping', ImportedUsers: 5 });
    expect(twice).toMatchObject({ Status: 'Stopping' });
    expect(stopped).toMatchObject({ Status: 'Stopped', ImportedUsers: 5 });
  });

  it('expires with a message and a date, after as long as it is told', async () => {
    control({ importExpiresAfterMs: 48 * HOUR_MS });
    const pool = await makePool(aws, POOL);
    const job = await steps.createJob(pool);
    await upload(job.PreSignedUrl, toCsv(await steps.headerOf(pool), []));

    sandbox.clock.advanceMs(48 * HOUR_MS - 1);
    await expect(steps.describeJob(pool, job.JobId)).resolves.toHaveProperty('Status', 'Created');
    sandbox.clock.advanceMs(1);

    await expect(steps.describeJob(pool, job.JobId)).resolves.toMatchObject({
      Status: 'Expired',
      CompletionMessage: 'The user import job has expired.',
      CompletionDate: new Date(sandbox.clock.nowMs()),
    });
    await expect(refusal(steps.start(pool, job.JobId))).resolves.toContain('PreconditionNotMetException');
  });

  it('is the last where a pool has as many as it may', async () => {
    control({ importJobsPerPool: 2 });
    const pool = await makePool(aws, POOL);
    await steps.importRows(pool, [good('ana')]);
    await steps.createJob(pool);

    await expect(refusal(steps.createJob(pool))).resolves.toContain('LimitExceededException');
    await expect(steps.createJob(await makePool(aws, POOL))).resolves.toHaveProperty('Status', 'Created');
  });

  it('is one of a thousand of a pool, and no more', async () => {
    const pool = await makePool(aws, POOL);
    const request = { UserPoolId: pool, JobName: 'many', CloudWatchLogsRoleArn: aws.logsRoleArn };
    for (let count = 0; count < 1_000; count += 1) await sandbox.cognito.call('CreateUserImportJob', request);

    await expect(refusal(steps.createJob(pool))).resolves.toContain('LimitExceededException');
  });

  it.each(['PreconditionNotMetException', 'LimitExceededException', 'TooManyRequestsException'] as const)(
    'is refused with %s on demand while one of another pool is active',
    async (importSecondJobError) => {
      control({ importSecondJobError, importPollsPerStatus: Number.POSITIVE_INFINITY });
      const [pool, other] = [await makePool(aws, POOL), await makePool(aws, POOL)];
      await startJob(pool, [good('ana')]);
      const second = await steps.createJob(other);
      await upload(second.PreSignedUrl, toCsv(await steps.headerOf(other), []));

      const start = sandbox.cognito.call('StartUserImportJob', { UserPoolId: other, JobId: second.JobId });

      await expect(refusal(start)).resolves.toContain(importSecondJobError);
    },
  );

  it('goes away with its pool on demand, and leaves its place in the account', async () => {
    control({ importKeepsPoolFromDeletion: false, importPollsPerStatus: Number.POSITIVE_INFINITY });
    const [pool, other] = [await makePool(aws, POOL), await makePool(aws, POOL)];
    const job = await startJob(pool, [good('ana')]);

    await aws.cognito.send(new DeleteUserPoolCommand({ UserPoolId: pool }));

    await expect(refusal(steps.describeJob(pool, job.JobId))).resolves.toContain('ResourceNotFoundException');
    await expect(startJob(other, [good('ana')])).resolves.toBeDefined();
  });

  it('gives up in the middle of its file, where it is told to look at its troubles after every row', async () => {
    control({ importTroubleMinimum: 5, importTroubleCheckRows: 1 });
    const pool = await makePool(aws, POOL);

    const job = await steps.importRows(
      pool,
      names(9).map((row) => ({ ...row, email_verified: 'false' })),
    );

    expect(job).toMatchObject({ Status: 'Failed', ImportedUsers: 0, FailedUsers: 5 });
    await expect(steps.logOf(pool, job)).resolves.toHaveLength(5);
  });

  it('takes a long file in portions, so that no single call takes long', async () => {
    control({ importPendingMs: 0, importInProgressMs: 0, importRowsPerCall: 400 });
    const pool = await makePool(aws, POOL);
    const job = await startJob(pool, names(1_000));
    const seen: (number | undefined)[] = [];

    await steps.describeJob(pool, job.JobId);
    for (let call = 0; call < 3; call += 1) seen.push((await steps.describeJob(pool, job.JobId)).ImportedUsers);

    expect(seen).toEqual([400, 800, 1_000]);
    await expect(steps.describeJob(pool, job.JobId)).resolves.toHaveProperty('Status', 'Succeeded');
  });

  it('runs no trigger', async () => {
    const LambdaConfig = Object.fromEntries(
      ['PreSignUp', 'PostConfirmation', 'UserMigration', 'CustomMessage', 'PreAuthentication'].map((trigger) => [
        trigger,
        `arn:aws:lambda:eu-west-1:111122223333:function:${trigger}`,
      ]),
    );
    const pool = await makePool(aws, { ...POOL, LambdaConfig });

    // None of these functions exists: a call of one would not pass.
    const job = await steps.importRows(pool, [good('ana')]);

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1 });
    expect(sandbox.cognito.outbox).toEqual([]);
  });
});

describe('a hash that was imported', () => {
  const withHash = async () => {
    const pool = await makePool(aws, POOL);
    const client = await makeClient(aws, pool);
    const row = { ...good('ana'), password_hash: cheapHash.SCRYPT('right') };
    await steps.importRows(pool, [row], { PasswordHashingAlgorithm: 'SCRYPT' });
    const signIn = (password: string) =>
      aws.cognito.send(
        new InitiateAuthCommand({
          ClientId: client.id,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'ana', PASSWORD: password },
        }),
      );
    const digest = () => sandbox.cognito.snapshot(pool).users[0]?.passwordDigest;
    return { pool, client, signIn, digest };
  };

  it('becomes a native password with the first right one, and not before', async () => {
    const { signIn, digest } = await withHash();
    const imported = digest();

    await refusal(signIn('wrong'));
    expect(digest()).toBe(imported);
    await signIn('right');

    expect(digest()).not.toBe(imported);
    await expect(signIn('right')).resolves.toHaveProperty('AuthenticationResult');
  });

  it('is gone after a reset by code', async () => {
    const { client, signIn } = await withHash();
    const ClientId = client.id;
    await sandbox.cognito.call('ForgotPassword', { ClientId, Username: 'ana' });
    const ConfirmationCode = sandbox.cognito.outbox[0]?.code;

    await sandbox.cognito.call('ConfirmForgotPassword', {
      ClientId,
      Username: 'ana',
      ConfirmationCode,
      Password: 'Another-horse-8',
    });

    await expect(refusal(signIn('right'))).resolves.toContain('NotAuthorizedException');
    await expect(signIn('Another-horse-8')).resolves.toHaveProperty('AuthenticationResult');
  });

  it('counts for the lockout like any other password', async () => {
    const { signIn } = await withHash();
    for (let failure = 1; failure <= 5; failure += 1) await refusal(signIn('wrong'));

    await expect(refusal(signIn('right'))).resolves.toBe('NotAuthorizedException: Password attempts exceeded');
  });

  it('lets nobody in whose password is reset while it is computed', async () => {
    const { pool, client, signIn } = await withHash();
    const attempt = sandbox.cognito.call('InitiateAuth', {
      ClientId: client.id,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ana', PASSWORD: 'right' },
    });

    const reset = sandbox.cognito.call('AdminSetUserPassword', {
      UserPoolId: pool,
      Username: 'ana',
      Password: 'Another-horse-8',
      Permanent: true,
    });

    await expect(refusal(attempt)).resolves.toContain('NotAuthorizedException');
    await reset;
    await expect(signIn('Another-horse-8')).resolves.toHaveProperty('AuthenticationResult');
  });

  it('cannot be brought into a pool on the older infrastructure', async () => {
    const pool = await makePool(aws, POOL);
    sandbox.cognito.controls.poolsWithoutPasswordHashes.add(pool);

    await expect(refusal(steps.createJob(pool, { PasswordHashingAlgorithm: 'BCRYPT' }))).resolves.toContain(
      'InvalidParameterException',
    );
    await expect(steps.createJob(pool)).resolves.toHaveProperty('Status', 'Created');
  });
});
