import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  type CreateUserPoolCommandInput,
  DescribeUserImportJobCommand,
  InitiateAuthCommand,
  type PasswordHashingAlgorithmType,
  type UserImportJobType,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makeClient, makePool, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';
import { importSteps, type Row, toCsv } from '../support/import-job-steps.ts';
import { cheapHash, hashOf } from '../support/make-password-hash.ts';

let aws: AwsUnderTest;
let steps: ReturnType<typeof importSteps>;
beforeEach(async () => {
  aws = await startAwsUnderTest();
  steps = importSteps(aws);
});
afterEach(() => aws.close());

const POOL = { AutoVerifiedAttributes: ['email'] } satisfies Partial<CreateUserPoolCommandInput>;
const ALGORITHMS = Object.keys(cheapHash) as PasswordHashingAlgorithmType[];
/** Breaks every rule of the default policy but one. */
const PASSWORD = 'correct horse';

const rowOf = (username: string, hash: string): Row => ({
  'cognito:username': username,
  email: `${username}@example.com`,
  email_verified: 'true',
  password_hash: hash.replaceAll(',', '\\,'),
});

const statusOf = async (UserPoolId: string, Username: string) =>
  (await aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username }))).UserStatus;

const signIn = (ClientId: string, USERNAME: string, password: string) =>
  aws.cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );

const adminSignIn = (UserPoolId: string, ClientId: string, USERNAME: string, password: string) =>
  aws.cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );

/** The log's lines without their numbers. */
const told = async (pool: string, job: UserImportJobType) =>
  (await steps.logOf(pool, job)).map((line) => line.replace(/^\[([A-Z]+)\] Line Number \d+ - /, '$1: '));

describe('a job with hashes', () => {
  it.each(ALGORITHMS)('brings users along who sign in with their password: %s', async (PasswordHashingAlgorithm) => {
    const pool = await makePool(aws, POOL);
    const client = await makeClient(aws, pool);
    const hash = cheapHash[PasswordHashingAlgorithm](PASSWORD);

    const job = await steps.importRows(pool, [rowOf('ana', hash), rowOf('bo', hash)], { PasswordHashingAlgorithm });

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 2, FailedUsers: 0, PasswordHashingAlgorithm });
    await expect(statusOf(pool, 'ana')).resolves.toBe('CONFIRMED');
    await expect(refusal(signIn(client.id, 'ana', 'wrong'))).resolves.toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    // The second sign-in meets the native password that the first one made.
    for (const _ of [1, 2]) {
      await expect(signIn(client.id, 'ana', PASSWORD)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
    }
    await expect(refusal(signIn(client.id, 'ana', 'wrong'))).resolves.toContain('NotAuthorizedException');
    await expect(adminSignIn(pool, client.id, 'bo', PASSWORD)).resolves.toHaveProperty(
      'AuthenticationResult.AccessToken',
    );
  });

  it('says which algorithm it has, from the first', async () => {
    const pool = await makePool(aws, POOL);

    const job = await steps.createJob(pool, { PasswordHashingAlgorithm: 'SCRYPT' });
    const { UserImportJob: described } = await aws.cognito.send(
      new DescribeUserImportJobCommand({ UserPoolId: pool, JobId: job.JobId }),
    );

    expect(job.PasswordHashingAlgorithm).toBe('SCRYPT');
    expect(described?.PasswordHashingAlgorithm).toBe('SCRYPT');
    await expect(steps.createJob(pool)).resolves.not.toHaveProperty('PasswordHashingAlgorithm');
  });

  it('takes no algorithm but the four', async () => {
    const pool = await makePool(aws, POOL);
    const PasswordHashingAlgorithm = 'MD5' as PasswordHashingAlgorithmType;

    await expect(refusal(steps.createJob(pool, { PasswordHashingAlgorithm }))).resolves.toContain(
      "InvalidParameterException: 1 validation error detected: Value 'MD5' at 'passwordHashingAlgorithm'",
    );
  });

  it('fails as a whole without the column', async () => {
    const pool = await makePool(aws, POOL);
    const csv = toCsv(await steps.headerOf(pool), [rowOf('ana', '')]);

    const job = await steps.runJob(pool, csv, { PasswordHashingAlgorithm: 'BCRYPT' });

    expect(job).toMatchObject({ Status: 'Failed', ImportedUsers: 0, FailedUsers: 0 });
    expect(job.CompletionMessage).toContain('password_hash');
  });

  it('lets users without a hash reset their password', async () => {
    const pool = await makePool(aws, POOL);

    await steps.importRows(pool, [rowOf('ana', '')], { PasswordHashingAlgorithm: 'BCRYPT' });

    await expect(statusOf(pool, 'ana')).resolves.toBe('RESET_REQUIRED');
  });

  it('fails the rows whose hash it cannot take, and goes on', async () => {
    const pool = await makePool(aws, POOL);
    const { bcrypt, scrypt } = hashOf;
    const good = bcrypt(PASSWORD, 4);

    const job = await steps.importRows(
      pool,
      [
        rowOf('malformed', good.slice(0, -1)),
        rowOf('case', good.toUpperCase()),
        rowOf('limit', good.replace('$04$', '$13$')),
        rowOf('other', scrypt(PASSWORD, 2, 1, 1)),
        rowOf('good', good),
        rowOf('also-good', good),
        rowOf('and-this', good),
      ],
      { PasswordHashingAlgorithm: 'BCRYPT' },
    );

    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 3, FailedUsers: 4 });
    await expect(told(pool, job)).resolves.toEqual([
      'FAILED: Invalid attribute value: password_hash: The hash does not have the format of the algorithm.',
      'FAILED: Invalid attribute value: password_hash: The hash does not have the format of the algorithm.',
      'FAILED: Invalid attribute value: password_hash: A parameter of the hash is greater than its maximum.',
      'FAILED: Invalid attribute value: password_hash: The hash is one of another algorithm than that of the import job.',
      ...Array.from({ length: 3 }, () => 'SUCCEEDED: The import succeeded.'),
    ]);
    await expect(refusal(statusOf(pool, 'malformed'))).resolves.toContain('UserNotFoundException');
  });

  it('reads the commas of an Argon2 hash as it reads all others', async () => {
    const pool = await makePool(aws, POOL);
    const hash = cheapHash.ARGON2ID(PASSWORD);

    const job = await steps.importRows(pool, [rowOf('ana', hash), { ...rowOf('bo', hash), password_hash: hash }], {
      PasswordHashingAlgorithm: 'ARGON2ID',
    });

    expect(job).toMatchObject({ ImportedUsers: 1, FailedUsers: 1 });
  });

  it('forgets a hash when another password is set before it was used', async () => {
    const pool = await makePool(aws, POOL);
    const client = await makeClient(aws, pool);
    await steps.importRows(pool, [rowOf('ana', cheapHash.BCRYPT(PASSWORD))], { PasswordHashingAlgorithm: 'BCRYPT' });

    await aws.cognito.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: pool,
        Username: 'ana',
        Password: 'Another-horse-8',
        Permanent: true,
      }),
    );

    await expect(refusal(signIn(client.id, 'ana', PASSWORD))).resolves.toContain('NotAuthorizedException');
    await expect(signIn(client.id, 'ana', 'Another-horse-8')).resolves.toHaveProperty('AuthenticationResult');
  });
});

describe('a job without an algorithm', () => {
  it('has no column for hashes', async () => {
    const pool = await makePool(aws, POOL);
    const header = [...(await steps.headerOf(pool)), 'password_hash'];

    const job = await steps.runJob(pool, toCsv(header, [rowOf('ana', '')]));

    expect(job).toMatchObject({ Status: 'Failed', CompletionMessage: expect.stringContaining('Unexpected headers') });
  });
});
