import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { createSrpClient } from '../support/srp-client.ts';
import { addPool, type PoolAndClient, signIn, startStillSandbox } from '../support/trigger-world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let sandbox: Sandbox;
let pool: PoolAndClient;
beforeEach(async () => {
  sandbox = await startStillSandbox();
  pool = await addPool(sandbox, { AutoVerifiedAttributes: ['email'] });
  sandbox.cognito.seedUser(pool.userPoolId, {
    username: 'ana',
    attributes: { email: 'ana@example.com', email_verified: 'true' },
    password: 'right',
  });
});
afterEach(() => sandbox.close());

const call = <T = Record<string, unknown>>(operation: string, request: object) =>
  sandbox.cognito.call<T>(operation, request);

describe('a listing token', () => {
  it('expires after an hour', async () => {
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'bo' });
    const list = (token?: string) =>
      call<{ PaginationToken?: string }>('ListUsers', {
        UserPoolId: pool.userPoolId,
        Limit: 1,
        PaginationToken: token,
      });
    const { PaginationToken } = await list();

    sandbox.clock.advanceMs(HOUR_MS);
    await expect(list(PaginationToken)).resolves.toHaveProperty('Users.length', 1);
    sandbox.clock.advanceMs(1);

    await expect(refusal(list(PaginationToken))).resolves.toContain('InvalidParameterException: Paging marker');
  });

  it('is refused when any one of its characters is another', async () => {
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'bo' });
    const list = (PaginationToken?: string) =>
      call<{ PaginationToken: string }>('ListUsers', { UserPoolId: pool.userPoolId, Limit: 1, PaginationToken });
    const { PaginationToken: given } = await list();
    const altered = [...given].map((char, at) => given.slice(0, at) + (char === 'x' ? 'y' : 'x') + given.slice(at + 1));

    const answers = await Promise.all(altered.map((token) => refusal(list(token))));

    expect(answers.filter((told) => !told.includes('Paging marker'))).toEqual([]);
  });

  it('leads to another order in another chain', async () => {
    for (let number = 0; number < 30; number += 1) {
      sandbox.cognito.seedUser(pool.userPoolId, { username: `user${number}` });
    }
    const order = async () =>
      (await call<{ Users: { Username: string }[] }>('ListUsers', { UserPoolId: pool.userPoolId })).Users.map(
        ({ Username }) => Username,
      );

    const [first, second] = [await order(), await order()];

    expect(second).not.toEqual(first);
    expect(second.toSorted()).toEqual(first.toSorted());
  });

  it('skips users who went away in between, and may lead to an empty page', async () => {
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'bo' });
    const UserPoolId = pool.userPoolId;
    const first = await call<{ PaginationToken: string }>('ListUsers', { UserPoolId, Limit: 1 });
    for (const Username of ['ana', 'bo']) await call('AdminDeleteUser', { UserPoolId, Username });

    const second = await call('ListUsers', { UserPoolId, Limit: 1, PaginationToken: first.PaginationToken });

    expect(second).toEqual({ Users: [] });
  });
});

describe('SRP', () => {
  it('waits ten seconds for the proof of a password', async () => {
    const app = await addPool(sandbox, {}, { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
    sandbox.cognito.seedUser(app.userPoolId, { username: 'ana', password: 'right' });
    const provedAfter = async (waitMs: number) => {
      const srp = createSrpClient(app.userPoolId);
      const { ChallengeParameters } = await call<{ ChallengeParameters: Record<string, string> }>('InitiateAuth', {
        ClientId: app.clientId,
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: 'ana', SRP_A: srp.srpA },
      });
      sandbox.clock.advanceMs(waitMs);
      return call('RespondToAuthChallenge', {
        ClientId: app.clientId,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: srp.claim(ChallengeParameters, 'right'),
      });
    };

    await expect(provedAfter(10_000)).resolves.toHaveProperty('AuthenticationResult');
    await expect(refusal(provedAfter(10_001))).resolves.toBe('NotAuthorizedException: Incorrect username or password.');
  });
});

describe('the lockout', () => {
  it('begins with the fifth wrong password and doubles with each further one', async () => {
    const attempt = (password: string) =>
      signIn(sandbox, pool, 'ana', password).then(
        () => 'signed in',
        ({ message }: Error) => message,
      );
    for (let failure = 1; failure <= 5; failure += 1) await attempt('wrong');

    const duringFirst = await attempt('right');
    sandbox.clock.advanceMs(1_000);
    const sixth = await attempt('wrong');
    sandbox.clock.advanceMs(1_000);
    const duringSecond = await attempt('right');
    sandbox.clock.advanceMs(1_000);
    const afterwards = await attempt('right');

    expect([duringFirst, sixth, duringSecond, afterwards]).toEqual([
      'Password attempts exceeded',
      'Incorrect username or password.',
      'Password attempts exceeded',
      'signed in',
    ]);
  });

  it('is forgotten after a quiet quarter of an hour', async () => {
    for (let failure = 1; failure <= 4; failure += 1) await refusal(signIn(sandbox, pool, 'ana', 'wrong'));
    sandbox.clock.advanceMs(15 * MINUTE_MS);

    await refusal(signIn(sandbox, pool, 'ana', 'wrong'));

    await expect(signIn(sandbox, pool, 'ana', 'right')).resolves.toHaveProperty('AuthenticationResult');
  });
});

describe('a lockout that is not left alone', () => {
  it('is not forgotten while somebody goes on trying', async () => {
    const attempt = async (password: string) => {
      const answer = signIn(sandbox, pool, 'ana', password);
      return answer.then(
        () => 'signed in',
        ({ message }: Error) => message,
      );
    };
    // The fifteenth failure locks for 1,024 seconds, cut to a quarter of an hour.
    for (let failure = 1; failure <= 15; failure += 1) {
      await attempt('wrong');
      if (failure < 15) sandbox.clock.advanceMs(2 ** Math.max(0, failure - 5) * 1_000);
    }
    sandbox.clock.advanceMs(14 * MINUTE_MS);
    const during = await attempt('right');
    sandbox.clock.advanceMs(MINUTE_MS);

    const next = await attempt('wrong');
    sandbox.clock.advanceMs(MINUTE_MS);
    const after = await attempt('right');

    expect([during, next, after]).toEqual([
      'Password attempts exceeded',
      'Incorrect username or password.',
      'Password attempts exceeded',
    ]);
  });
});

describe('what expires', () => {
  it('lets an access token live for an hour, unless the client says otherwise', async () => {
    const quick = await addPool(
      sandbox,
      {},
      { AccessTokenValidity: 10, TokenValidityUnits: { AccessToken: 'minutes' } },
    );
    sandbox.cognito.seedUser(quick.userPoolId, { username: 'ana', password: 'right' });
    const token = async (of: PoolAndClient) =>
      ((await signIn(sandbox, of, 'ana', 'right')) as { AuthenticationResult: { AccessToken: string } })
        .AuthenticationResult.AccessToken;
    const [normal, short] = [await token(pool), await token(quick)];

    sandbox.clock.advanceMs(10 * MINUTE_MS);

    await expect(call('GetUser', { AccessToken: normal })).resolves.toHaveProperty('Username', 'ana');
    await expect(refusal(call('GetUser', { AccessToken: short }))).resolves.toBe(
      'NotAuthorizedException: Access Token has expired',
    );
  });

  it('lets a reset code live for an hour', async () => {
    await call('ForgotPassword', { ClientId: pool.clientId, Username: 'ana' });
    sandbox.clock.advanceMs(HOUR_MS + 1);
    const confirm = call('ConfirmForgotPassword', {
      ClientId: pool.clientId,
      Username: 'ana',
      ConfirmationCode: sandbox.cognito.outbox[0]?.code,
      Password: 'Another-horse-8',
    });

    await expect(refusal(confirm)).resolves.toContain('ExpiredCodeException');
  });

  it('lets a temporary password live for a week', async () => {
    await call('AdminCreateUser', { UserPoolId: pool.userPoolId, Username: 'bo', TemporaryPassword: 'Temporary-7' });
    sandbox.clock.advanceMs(7 * 24 * HOUR_MS + 1);

    await expect(refusal(signIn(sandbox, pool, 'bo', 'Temporary-7'))).resolves.toBe(
      'NotAuthorizedException: Temporary password has expired and must be reset by an administrator.',
    );
  });

  it('lets a challenge be answered once, within three minutes', async () => {
    await call('AdminCreateUser', { UserPoolId: pool.userPoolId, Username: 'bo', TemporaryPassword: 'Temporary-7' });
    const answer = (Session: unknown) =>
      call('RespondToAuthChallenge', {
        ClientId: pool.clientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME: 'bo', NEW_PASSWORD: 'Another-horse-8' },
      });
    const late = await signIn(sandbox, pool, 'bo', 'Temporary-7');
    sandbox.clock.advanceMs(3 * MINUTE_MS + 1);
    const intime = await signIn(sandbox, pool, 'bo', 'Temporary-7');

    await expect(refusal(answer(late.Session))).resolves.toContain('session is expired');
    await answer(intime.Session);
    await expect(refusal(answer(intime.Session))).resolves.toContain('Invalid session');
  });
});

describe('an import job', () => {
  const createJob = async () =>
    (
      await call<{ UserImportJob: { JobId: string; PreSignedUrl: string } }>('CreateUserImportJob', {
        UserPoolId: pool.userPoolId,
        JobName: 'crossing',
        CloudWatchLogsRoleArn: 'arn:aws:iam::111122223333:role/logs',
      })
    ).UserImportJob;

  const upload = async (url: string, rows: readonly string[] = []) => {
    const { CSVHeader } = await call<{ CSVHeader: string[] }>('GetCSVHeader', { UserPoolId: pool.userPoolId });
    const lines = rows.map((name) =>
      CSVHeader.map(
        (column) => ({ 'cognito:username': name, email: `${name}@example.com`, email_verified: 'true' })[column] ?? '',
      ).join(','),
    );
    const { status } = await fetch(url, {
      method: 'PUT',
      headers: { 'x-amz-server-side-encryption': 'aws:kms' },
      body: [CSVHeader.join(','), ...lines].join('\n'),
    });
    return status;
  };

  const describeJob = async (JobId: string) =>
    (
      await call<{ UserImportJob: { Status: string; ImportedUsers: number } }>('DescribeUserImportJob', {
        UserPoolId: pool.userPoolId,
        JobId,
      })
    ).UserImportJob;

  it('takes its upload for a quarter of an hour', async () => {
    const { PreSignedUrl } = await createJob();
    sandbox.clock.advanceMs(15 * MINUTE_MS);
    expect(await upload(PreSignedUrl)).toBe(200);

    sandbox.clock.advanceMs(1);

    expect(await upload(PreSignedUrl)).toBe(403);
  });

  it('expires when nobody starts it for a day', async () => {
    const { JobId } = await createJob();
    sandbox.clock.advanceMs(24 * HOUR_MS);

    await expect(describeJob(JobId)).resolves.toHaveProperty('Status', 'Expired');
  });

  it('works through its rows as time goes by, and keeps what it did when it is stopped', async () => {
    Object.assign(sandbox.cognito.controls, {
      importPendingMs: 1_000,
      importInProgressMs: 10_000,
      importPollsPerStatus: 1_000,
    });
    const { JobId, PreSignedUrl } = await createJob();
    await upload(PreSignedUrl, ['bo', 'cy', 'di', 'ed']);
    const UserPoolId = pool.userPoolId;
    await call('StartUserImportJob', { UserPoolId, JobId });
    sandbox.clock.advanceMs(1_000);

    const begun = await describeJob(JobId);
    sandbox.clock.advanceMs(5_000);
    const halfway = await describeJob(JobId);
    await call('StopUserImportJob', { UserPoolId, JobId });
    sandbox.clock.advanceMs(5_000);
    const stopped = await describeJob(JobId);

    expect(begun).toMatchObject({ Status: 'InProgress', ImportedUsers: 0 });
    expect(halfway).toMatchObject({ Status: 'InProgress', ImportedUsers: 2 });
    expect(stopped).toMatchObject({ Status: 'Stopped', ImportedUsers: 2 });
    expect(sandbox.cognito.snapshot(UserPoolId).users.map(({ username }) => username)).toEqual(['ana', 'bo', 'cy']);
  });

  it('shows its log late when it is told to', async () => {
    sandbox.logs.lateByMs = 2_000;
    const { JobId, PreSignedUrl } = await createJob();
    await upload(PreSignedUrl, ['bo']);
    await call('StartUserImportJob', { UserPoolId: pool.userPoolId, JobId });
    for (const ms of [1_000, 1_000]) {
      sandbox.clock.advanceMs(ms);
      await describeJob(JobId);
    }
    const [streams] = sandbox.logs.groups.values();
    const [stream] = streams?.values() ?? [];
    const read = () => (stream === undefined ? [] : sandbox.logs.visible(stream)).length;

    expect(read()).toBe(0);
    sandbox.clock.advanceMs(2_000);
    expect(read()).toBe(1);
  });
});
