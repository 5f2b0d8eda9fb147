import { setTimeout as sleep } from 'node:timers/promises';
import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CreateUserImportJobCommand,
  type CreateUserPoolCommandInput,
  DescribeUserImportJobCommand,
  GetCSVHeaderCommand,
  InitiateAuthCommand,
  ListUserImportJobsCommand,
  ListUsersCommand,
  StartUserImportJobCommand,
  StopUserImportJobCommand,
  UpdateUserPoolCommand,
  type UserImportJobType,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makeClient, makePool, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';
import { liveQuestion, outcomeOf } from '../support/live-question.ts';

let aws: AwsUnderTest;
beforeEach(async () => {
  aws = await startAwsUnderTest();
});
afterEach(() => aws.close());

const EMAIL_POOL = {
  UsernameAttributes: ['email'],
  AutoVerifiedAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
} satisfies Partial<CreateUserPoolCommandInput>;

const USERNAME_POOL = { AutoVerifiedAttributes: ['email'] } satisfies Partial<CreateUserPoolCommandInput>;

const headerOf = async (UserPoolId: string): Promise<string[]> =>
  (await aws.cognito.send(new GetCSVHeaderCommand({ UserPoolId }))).CSVHeader ?? [];

type Row = Readonly<Record<string, string>>;

const toCsv = (header: readonly string[], rows: readonly Row[]): string =>
  [header, ...rows.map((row) => header.map((name) => row[name] ?? ''))]
    .map((fields) => `${fields.join(',')}\n`)
    .join('');

const createJob = async (UserPoolId: string): Promise<UserImportJobType> => {
  const { UserImportJob } = await aws.cognito.send(
    new CreateUserImportJobCommand({ UserPoolId, JobName: 'crossing', CloudWatchLogsRoleArn: aws.logsRoleArn }),
  );
  return UserImportJob ?? {};
};

const upload = async (url: string | undefined, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  (
    await fetch(url ?? '', {
      method: 'PUT',
      body: typeof body === 'string' ? body : Buffer.from(body),
      headers: { 'x-amz-server-side-encryption': 'aws:kms', ...headers },
    })
  ).status;

const start = (UserPoolId: string, JobId: string | undefined) =>
  aws.cognito.send(new StartUserImportJobCommand({ UserPoolId, JobId }));

const finished = async (UserPoolId: string, JobId: string | undefined): Promise<UserImportJobType> => {
  for (;;) {
    const { UserImportJob: job } = await aws.cognito.send(new DescribeUserImportJobCommand({ UserPoolId, JobId }));
    if (job?.CompletionDate !== undefined) return job;
    await sleep(20);
  }
};

const logOf = async (UserPoolId: string, job: UserImportJobType): Promise<string[]> => {
  const { events } = await aws.logs.send(
    new GetLogEventsCommand({
      logGroupName: `/aws/cognito/userpools/${UserPoolId}/contract`,
      logStreamName: `${job.JobId}/${job.JobName}`,
      startFromHead: true,
    }),
  );
  return (events ?? []).map(({ message }) => message ?? '');
};

const runJob = async (UserPoolId: string, csv: string | Uint8Array) => {
  const job = await createJob(UserPoolId);
  expect(await upload(job.PreSignedUrl, csv)).toBe(200);
  await start(UserPoolId, job.JobId);
  return finished(UserPoolId, job.JobId);
};

const importRows = async (UserPoolId: string, rows: readonly Row[]) =>
  runJob(UserPoolId, toCsv(await headerOf(UserPoolId), rows));

describe('the CSV header', () => {
  it('names every attribute that a row can bring along, and Cognito’s own two columns', async () => {
    const pool = await makePool(aws, { Schema: [{ Name: 'plan', AttributeDataType: 'String' }] });

    const header = await headerOf(pool);

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

    const job = await importRows(pool, [
      { 'cognito:username': 'ana@example.com', email: 'ana@example.com', email_verified: 'true', name: 'A\\, B' },
    ]);

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1, SkippedUsers: 0, FailedUsers: 0 });
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

    await importRows(pool, [
      { 'cognito:username': 'ana', email: 'ana@example.com', email_verified: 'TRUE', 'cognito:mfa_enabled': 'FALSE' },
    ]);

    const user = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: pool, Username: 'ana' }));
    expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
    expect(user.UserAttributes?.find(({ Name }) => Name === 'sub')?.Value).not.toBe('ana');
  });

  it('turns birthdates of the file into those of the API', async () => {
    const pool = await makePool(aws, USERNAME_POOL);

    await importRows(pool, [
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

    const job = await importRows(pool, [
      good('ana'),
      good('HERE'),
      { ...good('bo'), email_verified: 'false' },
      good('cy'),
    ]);

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 2, SkippedUsers: 1, FailedUsers: 1 });
    await expect(logOf(pool, job)).resolves.toEqual([
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

    const job = await importRows(pool, [
      { ...row, ...bad },
      { ...row, 'cognito:username': 'bo' },
    ]);

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1, FailedUsers: 1 });
    const [first] = await logOf(pool, job);
    expect(first).toMatch(/^\[FAILED\] Line Number 1 - /);
    // The log holds nothing about users.
    expect(first).not.toContain('example.com');
  });

  it('fails a row whose address stands in the username alone', async () => {
    const pool = await makePool(aws, EMAIL_POOL);

    const job = await importRows(pool, [
      { 'cognito:username': 'ana@example.com', email_verified: 'true' },
      { 'cognito:username': 'bo@example.com', email: 'bo@example.com', email_verified: 'true' },
    ]);

    expect(job).toMatchObject({ ImportedUsers: 1, FailedUsers: 1 });
  });

  it('fails a row whose verified address is an alias of somebody else', async () => {
    const pool = await makePool(aws, { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] });
    const row = { email: 'shared@example.com', email_verified: 'true' };

    const job = await importRows(pool, [
      { ...row, 'cognito:username': 'ana' },
      { ...row, 'cognito:username': 'bo' },
    ]);

    expect(job).toMatchObject({ ImportedUsers: 1, FailedUsers: 1 });
  });

  it('takes the columns in any order, with Windows line ends, but every one of them', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const header = (await headerOf(pool)).toReversed();
    const row = { 'cognito:username': 'ana', email: 'a@example.com', email_verified: 'true' };

    const whole = await runJob(pool, toCsv(header, [row]).replaceAll('\n', '\r\n'));
    const partial = await runJob(pool, toCsv(header.slice(1), [row]));

    expect(whole).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1 });
    expect(partial).toMatchObject({ Status: 'Failed', ImportedUsers: 0 });
  });

  it.each([
    ['a byte order mark', (csv: string) => `\uFEFF${csv}`],
    ['bytes that are not UTF-8', (csv: string) => Buffer.from(csv.replace('ana', 'an\u00e1'), 'latin1')],
  ])('fails as a whole over %s', async (_title, spoil) => {
    const pool = await makePool(aws, USERNAME_POOL);
    const row = { 'cognito:username': 'ana', email: 'a@example.com', email_verified: 'true' };

    const job = await runJob(pool, spoil(toCsv(await headerOf(pool), [row])));

    expect(job).toMatchObject({ Status: 'Failed', ImportedUsers: 0 });
  });

  it('fails when too many rows fail', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const rows = Array.from({ length: 5 }, (_, index) => ({ 'cognito:username': `user${index}` }));

    const job = await importRows(pool, rows);

    expect(job).toMatchObject({
      Status: 'Failed',
      ImportedUsers: 0,
      CompletionMessage: 'Too many users have failed or been skipped during the import.',
    });
  });

  it('does not start before its file is there, nor in a pool that verifies nothing', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const job = await createJob(pool);
    const other = await makePool(aws);
    const otherJob = await createJob(other);
    await upload(otherJob.PreSignedUrl, toCsv(await headerOf(other), []));

    await expect(refusal(start(pool, job.JobId))).resolves.toBe(
      `PreconditionNotMetException: No csv file was uploaded for ${job.JobId}`,
    );
    await expect(refusal(start(other, otherJob.JobId))).resolves.toContain('PreconditionNotMetException');
  });

  it('runs alone in its account and keeps its pool from being changed', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const other = await makePool(aws, USERNAME_POOL);
    const [job, second] = [await createJob(pool), await createJob(other)];
    const csv = toCsv(await headerOf(pool), []);
    await upload(job.PreSignedUrl, csv);
    await upload(second.PreSignedUrl, csv);

    await start(pool, job.JobId);

    await expect(refusal(start(other, second.JobId))).resolves.toContain('PreconditionNotMetException');
    await expect(refusal(aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId: pool })))).resolves.toContain(
      'UserImportInProgressException',
    );
    await finished(pool, job.JobId);
    await expect(start(other, second.JobId)).resolves.toHaveProperty('UserImportJob.Status', 'Pending');
  });

  it('can be stopped, and then never starts again', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const job = await createJob(pool);
    await upload(job.PreSignedUrl, toCsv(await headerOf(pool), []));
    await start(pool, job.JobId);

    await aws.cognito.send(new StopUserImportJobCommand({ UserPoolId: pool, JobId: job.JobId }));

    await expect(finished(pool, job.JobId)).resolves.toMatchObject({
      Status: 'Stopped',
      CompletionMessage: 'The Import Job was stopped by the developer.',
    });
    await expect(refusal(start(pool, job.JobId))).resolves.toContain('PreconditionNotMetException');
  });

  it('is listed newest first, page by page', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const [first, second] = [await createJob(pool), await createJob(pool)];

    const page = await aws.cognito.send(new ListUserImportJobsCommand({ UserPoolId: pool, MaxResults: 1 }));
    const rest = await aws.cognito.send(
      new ListUserImportJobsCommand({ UserPoolId: pool, MaxResults: 1, PaginationToken: page.PaginationToken }),
    );

    expect(page.UserImportJobs?.[0]?.JobId).toBe(second.JobId);
    expect(rest.UserImportJobs?.[0]?.JobId).toBe(first.JobId);
    expect(rest.PaginationToken).toBeUndefined();
  });

  const asking = async <T>(live: AwsUnderTest, ask: () => Promise<T>): Promise<T> => {
    const mine = aws;
    aws = live;
    try {
      return await ask();
    } finally {
      aws = mine;
    }
  };

  const importQuestion = (title: string, guess: string, ask: () => Promise<string>) =>
    liveQuestion(title, { guess, needs: 'logs role', ask: (live) => asking(live, ask) });

  const rowOf = (name: string): Row => ({
    'cognito:username': name,
    email: `${name}@example.com`,
    email_verified: 'true',
  });
  const rowsOf = (prefix: string, count: number): Row[] =>
    Array.from({ length: count }, (_, index) => rowOf(`${prefix}${index}`));

  const countsOf = ({ Status, ImportedUsers, SkippedUsers, FailedUsers }: UserImportJobType) =>
    `${Status}, ${ImportedUsers} imported, ${SkippedUsers} skipped, ${FailedUsers} failed`;

  importQuestion(
    'a live run settles which error a second active job gets',
    'PreconditionNotMetException: Another import job is active in this account.',
    async () => {
      const [pool, other] = [await makePool(aws, USERNAME_POOL), await makePool(aws, USERNAME_POOL)];
      const [job, second] = [await createJob(pool), await createJob(other)];
      const csv = toCsv(await headerOf(pool), rowsOf('user', 20));
      await upload(job.PreSignedUrl, csv);
      await upload(second.PreSignedUrl, csv);
      await start(pool, job.JobId);
      const told = await outcomeOf(start(other, second.JobId));
      await finished(pool, job.JobId);
      return told;
    },
  );

  importQuestion(
    'a live run settles where too many failed or skipped users end a job',
    '4 failed of 4: Succeeded; 5 failed of 5: Failed; 7 failed of 10: Failed; 6 failed of 9: Succeeded',
    async () => {
      const told: string[] = [];
      for (const [failed, imported] of [
        [4, 0],
        [5, 0],
        [7, 3],
        [6, 3],
      ] as const) {
        const bad = rowsOf('bad', failed).map((row) => ({ ...row, email_verified: 'false' }));
        const job = await importRows(await makePool(aws, USERNAME_POOL), [...rowsOf('good', imported), ...bad]);
        told.push(`${failed} failed of ${failed + imported}: ${job.Status}`);
      }
      return told.join('; ');
    },
  );

  importQuestion('a live run settles whether line numbers count the header', 'the first row is line 1', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const [line = ''] = await logOf(pool, await importRows(pool, [rowOf('ana')]));
    return `the first row is line ${/Line Number (\d+)/.exec(line)?.[1] ?? 'unknown'}`;
  });

  importQuestion(
    'a live run settles what a duplicate verified alias under another username gives',
    'Succeeded, 1 imported, 0 skipped, 1 failed',
    async () => {
      const pool = await makePool(aws, { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] });
      return countsOf(await importRows(pool, [rowOf('ana'), { ...rowOf('ana'), 'cognito:username': 'bo' }]));
    },
  );

  importQuestion(
    'a live run settles what a repeated sign-in name within one file gives',
    'Succeeded, 1 imported, 1 skipped, 0 failed',
    async () => {
      const pool = await makePool(aws, EMAIL_POOL);
      const row = { ...rowOf('ana'), 'cognito:username': 'ana@example.com' };
      return countsOf(await importRows(pool, [row, row]));
    },
  );

  importQuestion(
    'a live run settles how backslashes and line breaks are read',
    'one: "a\\\\b"; two: "a\\\\,b"; three: "b"; four: "\\"said\\""',
    async () => {
      const pool = await makePool(aws, USERNAME_POOL);
      await importRows(pool, [
        ...rowsOf('good', 3),
        { ...rowOf('one'), name: 'a\\b' },
        { ...rowOf('two'), name: 'a\\\\,b' },
        { ...rowOf('three'), name: 'a\nb' },
        { ...rowOf('four'), name: '"said"' },
      ]);
      const told: string[] = [];
      for (const Username of ['one', 'two', 'three', 'four']) {
        const user = await aws.cognito
          .send(new AdminGetUserCommand({ UserPoolId: pool, Username }))
          .catch(() => undefined);
        const name = user?.UserAttributes?.find((attribute) => attribute.Name === 'name')?.Value;
        told.push(`${Username}: ${user === undefined ? 'no user' : JSON.stringify(name)}`);
      }
      return told.join('; ');
    },
  );

  liveQuestion('a live run settles what cognito:mfa_enabled may be where MFA is optional', {
    notAsked: 'needs a pool with authenticator apps, which SetUserPoolMfaConfig makes and the sandbox does not serve',
  });

  importQuestion(
    'a live run settles whether a stopped job keeps the users it made',
    'a job that was stopped half way keeps them',
    async () => {
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const pool = await makePool(aws, USERNAME_POOL);
        const job = await createJob(pool);
        await upload(job.PreSignedUrl, toCsv(await headerOf(pool), rowsOf('user', 500)));
        await start(pool, job.JobId);
        const describe = async () =>
          (await aws.cognito.send(new DescribeUserImportJobCommand({ UserPoolId: pool, JobId: job.JobId })))
            .UserImportJob;
        let seen = await describe();
        while (seen?.CompletionDate === undefined && !seen?.ImportedUsers) {
          await sleep(60);
          seen = await describe();
        }
        await aws.cognito
          .send(new StopUserImportJobCommand({ UserPoolId: pool, JobId: job.JobId }))
          .catch(() => undefined);
        const { Status, ImportedUsers = 0 } = await finished(pool, job.JobId);
        if (Status !== 'Stopped' || ImportedUsers === 0) continue;
        const { Users = [] } = await aws.cognito.send(new ListUsersCommand({ UserPoolId: pool, Limit: 1 }));
        return `a job that was stopped half way ${Users.length > 0 ? 'keeps them' : 'takes them away again'}`;
      }
      return 'no job could be stopped half way';
    },
  );

  liveQuestion('a live run settles whether a trigger runs at import', {
    notAsked: 'needs Lambda functions in the account, which the kit does not deploy',
  });
});

describe('the upload of a file', () => {
  it('takes exactly the signed header and signature', async () => {
    const pool = await makePool(aws, USERNAME_POOL);
    const { PreSignedUrl = '' } = await createJob(pool);
    const tampered = PreSignedUrl.replace(/Signature=[0-9a-f]{4}/, 'Signature=0000');

    expect(await upload(PreSignedUrl, 'a', { 'x-amz-server-side-encryption': 'AES256' })).toBe(403);
    expect(await upload(PreSignedUrl, 'a', { 'x-amz-acl': 'private' })).toBe(403);
    expect(await upload(tampered, 'a')).toBe(403);
    expect(await upload(PreSignedUrl, 'a')).toBe(200);
  });
});
