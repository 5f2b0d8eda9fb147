import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  type CreateUserPoolCommandInput,
  DeleteUserPoolCommand,
  InitiateAuthCommand,
  ListUserImportJobsCommand,
  StopUserImportJobCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makeClient, makePool, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';
import { importSteps, type Row, toCsv, upload } from '../support/import-job-steps.ts';

let aws: AwsUnderTest;
let steps: ReturnType<typeof importSteps>;
beforeEach(async () => {
  aws = await startAwsUnderTest();
  steps = importSteps(aws);
});
afterEach(() => aws.close());

const EMAIL_POOL = {
  UsernameAttributes: ['email'],
  AutoVerifiedAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
} satisfies Partial<CreateUserPoolCommandInput>;

const USERNAME_POOL = { AutoVerifiedAttributes: ['email'] } satisfies Partial<CreateUserPoolCommandInput>;

const stop = (UserPoolId: string, JobId: string | undefined) =>
  aws.cognito.send(new StopUserImportJobCommand({ UserPoolId, JobId }));

describe('the CSV header', () => {
  it('names every attribute that a row can bring along, and Cognito’s own two columns', async () => {
    const pool = await makePool(aws, { Schema: [{ Name: 'plan', AttributeDataType: 'String' }] });

    const header = await steps.headerOf(pool);

    expect(header).toEqual(
      expect.arrayContaining(['email', 'email_verified', 'birthdate', 'cognito:mfa_enabled', 'cognito:username']),
    );
    expect(header).toContain('custom:plan');
    expect(header).not.toContain('sub');
    expect(header).not.toContain('identities');
  });
});

describe('an import job', () => {
  it('imports users who must reset their password before they sign in', async () => {
    const pool = await makePool(aws, EMAIL_POOL);
    const client = await makeClient(aws, pool);

    const job = await steps.importRows(pool, [
      { 'cognito:username': 'ana@example.com', email: 'ana@example.com', email_verified: 'true', name: 'A\\, B' },
    ]);

    expect(job).toMatchObject({
      Status: 'Succeeded',
      CompletionMessage: 'Import Job Completed Successfully.',
      ImportedUsers: 1,
      SkippedUsers: 0,
      FailedUsers: 0,
    });
    const user = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: pool, Username: 'ana@example.com' }));
    expect(user).toMatchObject({ UserStatus: 'RESET_REQUIRED', Enabled: true });
    expect(user.UserAttributes).toContainEqual({ Name: 'name', Value: 'A, B' });
    expect(user.UserAttributes).toContainEqual({ Name: 'sub', Value: user.Username });
    const signIn = new InitiateAuthCommand({
      ClientId: client.id,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ana@example.com', PASSWORD: 'anything' },
    });
    await expect(refusal(aws.cognito.send(signIn))).resolves.toBe(
      'PasswordResetRequiredException: Password reset required for the user',
    );
  });

  it('keeps the username in a pool that signs in by username', async () => {
    const pool = await makePool(aws, USERNAME_POOL);

    await steps.importRows(pool, [
      { 'cognito:username': 'ana', email: 'ana@example.com', email_verified: 'TRUE', 'cognito:mfa_enabled': 'FALSE' },
    ]);

    const user = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: pool, Username: 'ana' }));
    expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
    expect(user.UserAttributes?.find(({ Name }) => Name === 'sub')?.Value).not.toBe('ana');
  });

  it('turns birthdates of the file into those of the API', async () => {
    const pool = await makePool(aws, USERNAME_POOL);

    await steps.importRows(pool, [
      { 'cognito:username': 'ana', email: 'a@example.com', email_verified: 'true', birthdate: '02/28/1990' },
    ]);

    const user = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: pool, Username: 'ana' }));
    expect(user.UserAttributes).toContainEqual({ Name: 'birthdate', Value: '1990-02-28' });
  });

  it('tells of each row what became of it, counted without the header', async () => {
    const pool = await makePool(aws, EMAIL_POOL);
    await aws.cognito.send(
      new AdminCreateUserCommand({ UserPoolId: pool, Username: 'here@example.com', MessageAction: 'SUPPRESS' }),
    );
    const good = (name: string): Row => ({
      'cognito:username': `${name}@example.com`,
      email: `${name}@example.com`,
      email_verified: 'true',
    });

    const job = await steps.importRows(pool, [
      good('ana'),
      good('HERE'),
      { ...good('bo'), email_verified: 'false' },
      good('cy'),
    ]);

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 2, SkippedUsers: 1, FailedUsers: 1 });
    await expect(steps.logOf(pool, job)).resolves.toEqual([
      '[SUCCEEDED] Line Number 1 - The import succeeded.',
      '[SKIPPED] Line Number 2 - The user already exists.',
      '[FAILED] Line Number 3 - The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).',
      '[SUCCEEDED] Line Number 4 - The import succeeded.',
    ]);
  });

  it.each<[string, Row]>([
    ['a birthdate as the API writes it', { birthdate: '1990-02-28' }],
    ['a day that does not exist', { birthdate: '02/30/1990' }],
    ['a time that is no number', { updated_at: 'yesterday' }],
    ['a phone number without +', { phone_number: '123' }],
    ['MFA in a pool without it', { 'cognito:mfa_enabled': 'true' }],
    ['a username with a space', { 'cognito:username': 'two words' }],
    ['no username', { 'cognito:username': '' }],
    ['a verified number that is missing', { phone_number_verified: 'true' }],
    ['a value that is too long', { 'custom:short': 'abcd' }],
    ['a comma that is not escaped', { name: 'a,b' }],
    ['a quoted value with a comma', { name: '"a,b"' }],
  ])('fails a row with %s and goes on', async (_title, bad) => {
    const pool = await makePool(aws, {
      ...USERNAME_POOL,
      Schema: [{ Name: 'short', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '3' } }],
    });
    const row = { 'cognito:username': 'ana', email: 'a@example.com', email_verified: 'true' };

    const job = await steps.importRows(pool, [
      { ...row, ...bad },
      { ...row, 'cognito:username': 'bo' },
    ]);

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1, FailedUsers: 1 });
    const [first] = await steps.logOf(pool, job);
    expect(first).toMatch(/^\[FAILED\] Line Number 1 - /);
    // The log holds nothing about users.
    expect(first).not.toContain('example.com');
  });

  it('fails a row whose address stands in the username alone', async () => {
    const pool = await makePool(aws, EMAIL_POOL);

    const job = await steps.importRows(pool, [
      { 'cognito:username': 'ana@example.com', email_verified: 'true' },
      { 'cognito:username': 'bo@example.com', email: 'bo@example.com', email_verified: 'true' },
    ]);

    expect(job).toMatchObject({ ImportedUsers: 1, FailedUsers: 1 });
  });

  it('fails a row whose verified address is an alias of somebody else', async () => {
    const pool = await makePool(aws, { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] });
    const row = { email: 'shared@example.com', email_verified: 'true' };

    const job = await steps.importRows(pool, [
      { ...row, 'cognito:username': 'ana' },
      { ...row, 'cognito:username': 'bo' },
    ]);

    expect(job).toMatchObject({ ImportedUsers: 1, FailedUsers: 1 });
  });

  it('takes the columns in any order, with Windows line ends, but every one of them', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const header = (await steps.headerOf(pool)).toReversed();
    const row = { 'cognito:username': 'ana', email: 'a@example.com', email_verified: 'true' };

    const whole = await steps.runJob(pool, toCsv(header, [row]).replaceAll('\n', '\r\n'));
    const partial = await steps.runJob(pool, toCsv(header.slice(1), [row]));

    expect(whole).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1 });
    expect(partial).toMatchObject({ Status: 'Failed', ImportedUsers: 0 });
  });

  it.each([
    ['a byte order mark', (csv: string) => `\uFEFF${csv}`],
    ['bytes that are not UTF-8', (csv: string) => Buffer.from(csv.replace('ana', 'an\u00e1'), 'latin1')],
  ])('fails as a whole over %s', async (_title, spoil) => {
    const pool = await makePool(aws, USERNAME_POOL);
    const row = { 'cognito:username': 'ana', email: 'a@example.com', email_verified: 'true' };

    const job = await steps.runJob(pool, spoil(toCsv(await steps.headerOf(pool), [row])));

    expect(job).toMatchObject({ Status: 'Failed', ImportedUsers: 0 });
  });

  it.each([
    ['no column of the header', 'is empty', () => ''],
    ['an unknown column', 'has one more', (csv: string) => csv.replaceAll('\n', ',x\n')],
    ['a column twice', 'has one of its columns again', (csv: string) => csv.replaceAll('\n', ',name\n')],
    ['a column twice and another not at all', 'misses one', (csv: string) => csv.replace('nickname', 'name')],
    ['no commas between columns', 'is not one', (csv: string) => csv.replaceAll(',', ';')],
  ])('fails as a whole over a file with %s: it %s', async (_what, _how, spoil) => {
    const pool = await makePool(aws, USERNAME_POOL);
    const row = { 'cognito:username': 'ana', email: 'a@example.com', email_verified: 'true' };

    const job = await steps.runJob(pool, spoil(toCsv(await steps.headerOf(pool), [row])));

    expect(job).toMatchObject({ Status: 'Failed', ImportedUsers: 0, FailedUsers: 0 });
    expect(job.CompletionMessage).toMatch(/file/);
  });

  it.each([
    ['whose last line does not end', (csv: string) => csv.replace(/\n$/, '')],
    ['with blank lines at its end', (csv: string) => `${csv}\n\n`],
    ['whose lines end as on old Macs', (csv: string) => csv.replaceAll('\n', '\r')],
  ])('takes a file %s', async (_title, change) => {
    const pool = await makePool(aws, USERNAME_POOL);
    const row = { 'cognito:username': 'ana', email: 'a@example.com', email_verified: 'true' };

    const job = await steps.runJob(pool, change(toCsv(await steps.headerOf(pool), [row])));

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1, FailedUsers: 0 });
  });

  it('succeeds with a header and nobody under it', async () => {
    const pool = await makePool(aws, USERNAME_POOL);

    const job = await steps.importRows(pool, []);

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 0, SkippedUsers: 0, FailedUsers: 0 });
  });

  it.each([
    ['more than 500,000 rows', (header: string) => `${header}\n${'x\n'.repeat(500_001)}`],
    ['more than 100 MB', (header: string) => Buffer.alloc(100_000_001, `${header}\n`)],
  ])('fails as a whole over %s', async (_title, file) => {
    const pool = await makePool(aws, USERNAME_POOL);

    const job = await steps.runJob(pool, file((await steps.headerOf(pool)).join(',')));

    expect(job).toMatchObject({ Status: 'Failed', ImportedUsers: 0, FailedUsers: 0 });
  });

  it.each([
    [0, 1],
    [0, 5],
    [14, 32],
  ])(
    'fails over too many failed rows, as AWS was seen to do with %i imported and %i failed',
    async (imported, failed) => {
      const pool = await makePool(aws, USERNAME_POOL);
      const rows = Array.from({ length: imported + failed }, (_, index) => ({
        'cognito:username': `user${index}`,
        email: `user${index}@example.com`,
        email_verified: String(index < imported),
      }));

      const job = await steps.importRows(pool, rows);

      expect(job).toMatchObject({
        Status: 'Failed',
        ImportedUsers: imported,
        FailedUsers: failed,
        CompletionMessage: 'Too many users have failed or been skipped during the import.',
      });
    },
  );

  it('fails when it is run again over users who are all there', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const rows = [{ 'cognito:username': 'ana', email: 'a@example.com', email_verified: 'true' }];
    await steps.importRows(pool, rows);

    const again = await steps.importRows(pool, rows);

    expect(again).toMatchObject({ Status: 'Failed', ImportedUsers: 0, SkippedUsers: 1 });
  });

  it('does not start before its file is there, nor in a pool that verifies nothing', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const job = await steps.createJob(pool);
    const other = await makePool(aws);
    const otherJob = await steps.createJob(other);
    await upload(otherJob.PreSignedUrl, toCsv(await steps.headerOf(other), []));

    await expect(refusal(steps.start(pool, job.JobId))).resolves.toBe(
      `PreconditionNotMetException: No csv file was uploaded for ${job.JobId}`,
    );
    await expect(refusal(steps.start(other, otherJob.JobId))).resolves.toContain('PreconditionNotMetException');
  });

  it('runs alone in its account and keeps its pool from being changed', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const other = await makePool(aws, USERNAME_POOL);
    const [job, second] = [await steps.createJob(pool), await steps.createJob(other)];
    const csv = toCsv(await steps.headerOf(pool), []);
    await upload(job.PreSignedUrl, csv);
    await upload(second.PreSignedUrl, csv);

    await steps.start(pool, job.JobId);

    await expect(refusal(steps.start(other, second.JobId))).resolves.toContain('PreconditionNotMetException');
    await expect(refusal(aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId: pool })))).resolves.toContain(
      'UserImportInProgressException',
    );
    await steps.finished(pool, job.JobId);
    await expect(steps.start(other, second.JobId)).resolves.toHaveProperty('UserImportJob.Status', 'Pending');
    await steps.finished(other, second.JobId);
  });

  it('keeps its pool from being deleted while it runs', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const job = await steps.createJob(pool);
    await upload(job.PreSignedUrl, toCsv(await steps.headerOf(pool), []));
    await steps.start(pool, job.JobId);
    const deletePool = () => aws.cognito.send(new DeleteUserPoolCommand({ UserPoolId: pool }));

    await expect(refusal(deletePool())).resolves.toContain('UserImportInProgressException');
    await steps.finished(pool, job.JobId);
    await deletePool();

    await expect(refusal(steps.describeJob(pool, job.JobId))).resolves.toContain('ResourceNotFoundException');
  });

  it('can be stopped, and then never starts again', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const job = await steps.createJob(pool);
    await upload(job.PreSignedUrl, toCsv(await steps.headerOf(pool), []));
    await steps.start(pool, job.JobId);

    await stop(pool, job.JobId);

    await expect(steps.finished(pool, job.JobId)).resolves.toMatchObject({
      Status: 'Stopped',
      CompletionMessage: 'The Import Job was stopped by the developer.',
    });
    await expect(refusal(steps.start(pool, job.JobId))).resolves.toContain('PreconditionNotMetException');
  });

  it('cannot be stopped before it was started, nor after it has ended', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const created = await steps.createJob(pool);
    const ended = await steps.importRows(pool, []);

    await expect(refusal(stop(pool, created.JobId))).resolves.toContain('PreconditionNotMetException');
    await expect(refusal(stop(pool, ended.JobId))).resolves.toContain('PreconditionNotMetException');
    await expect(refusal(steps.start(pool, ended.JobId))).resolves.toContain('PreconditionNotMetException');
  });

  it('is listed newest first, page by page', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const [first, second] = [await steps.createJob(pool), await steps.createJob(pool)];

    const page = await aws.cognito.send(new ListUserImportJobsCommand({ UserPoolId: pool, MaxResults: 1 }));
    const rest = await aws.cognito.send(
      new ListUserImportJobsCommand({ UserPoolId: pool, MaxResults: 1, PaginationToken: page.PaginationToken }),
    );

    expect(page.UserImportJobs?.[0]?.JobId).toBe(second.JobId);
    expect(rest.UserImportJobs?.[0]?.JobId).toBe(first.JobId);
    expect(rest.PaginationToken).toBeUndefined();
  });
});

describe('the upload of a file', () => {
  it('takes exactly the signed header, and the URL as it was given', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const { PreSignedUrl = '' } = await steps.createJob(pool);
    const tampered = PreSignedUrl.replace(/Signature=[0-9a-f]{4}/, 'Signature=0000');
    const prolonged = PreSignedUrl.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=86400');
    const elsewhere = PreSignedUrl.replace('/import-', '/import-x');
    const unsigned = await fetch(PreSignedUrl, { method: 'PUT', body: 'a' });

    expect(unsigned.status).toBe(403);
    expect(await upload(PreSignedUrl, 'a', { 'x-amz-server-side-encryption': 'AES256' })).toBe(403);
    expect(await upload(PreSignedUrl, 'a', { 'x-amz-acl': 'private' })).toBe(403);
    for (const url of [tampered, prolonged, elsewhere]) expect(await upload(url, 'a')).toBe(403);
    expect(await upload(PreSignedUrl, 'a')).toBe(200);
    expect(await upload(PreSignedUrl, 'a', { 'content-type': 'text/csv' })).toBe(200);
  });

  it('refuses a body whose length is not told', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const { PreSignedUrl = '' } = await steps.createJob(pool);

    const answer = await fetch(PreSignedUrl, {
      method: 'PUT',
      body: new Blob(['a']).stream(),
      duplex: 'half',
      headers: { 'x-amz-server-side-encryption': 'aws:kms' },
    } as RequestInit);

    expect(answer.status).toBe(501);
  });

  it('replaces the one before it, and changes nothing once the job is over', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const job = await steps.createJob(pool);
    const row = { 'cognito:username': 'ana', email: 'a@example.com', email_verified: 'true' };
    const csv = toCsv(await steps.headerOf(pool), [row]);
    await upload(job.PreSignedUrl, 'nonsense');

    await upload(job.PreSignedUrl, csv);
    await steps.start(pool, job.JobId);
    const ended = await steps.finished(pool, job.JobId);

    expect(ended).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1 });
    expect(await upload(job.PreSignedUrl, csv.replace('ana', 'bo'))).toBe(200);
    await expect(steps.describeJob(pool, job.JobId)).resolves.toEqual(ended);
  });
});
