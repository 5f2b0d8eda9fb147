import { CloudWatchLogsClient, DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  type CognitoIdentityProviderClientConfig,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, FaultEffect } from '../../sandbox/faults/fault.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { addPool, type PoolAndClient, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
let pool: PoolAndClient;
let clients: { destroy(): void }[];
beforeEach(async () => {
  sandbox = await startStillSandbox();
  pool = await addPool(sandbox);
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await sandbox.close();
});

const keep = <T extends { destroy(): void }>(client: T): T => {
  clients.push(client);
  return client;
};

/** How clients reach the sandbox; every fault looks the same through both. */
const TRANSPORTS = ['a socket', 'no socket'] as const;
type Transport = (typeof TRANSPORTS)[number];

const baseOf = (transport: Transport = 'a socket') => ({
  region: sandbox.region,
  credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 'not-a-secret' },
  maxAttempts: 1,
  ...(transport === 'a socket' ? { endpoint: sandbox.url } : { requestHandler: sandbox.requestHandler }),
});

const clientOver = (transport: Transport = 'a socket', more: CognitoIdentityProviderClientConfig = {}) =>
  keep(new CognitoIdentityProviderClient({ ...baseOf(transport), ...more }));

const createAna = (client: CognitoIdentityProviderClient, options: object = {}) =>
  client.send(
    new AdminCreateUserCommand({ UserPoolId: pool.userPoolId, Username: 'ana', MessageAction: 'SUPPRESS' }),
    options,
  );

const usernames = () => sandbox.cognito.snapshot(pool.userPoolId).users.map(({ username }) => username);

/** What went wrong, in as few words as an application would look at. */
const symptomOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'answered';
  } catch (error) {
    const { name, code, message, $metadata } = error as Error & {
      code?: string;
      $metadata?: { httpStatusCode?: number };
    };
    return code ?? (/JSON/.test(message) ? 'not JSON' : `${name} ${$metadata?.httpStatusCode ?? ''}`.trim());
  }
};

const gaveUpAfter = (ms: number) => ({ abortSignal: AbortSignal.timeout(ms) });

describe.each(TRANSPORTS)('over %s', (transport) => {
  it.each<[string, FaultEffect, string, readonly string[]]>([
    ['a reset before it is applied', { kind: 'reset', applied: false }, 'ECONNRESET', []],
    ['a reset after it was applied', { kind: 'reset', applied: true }, 'ECONNRESET', ['ana']],
    ['a 500 that did nothing', { kind: 'internal-error', applied: false }, 'InternalErrorException 500', []],
    ['a 500 that did apply', { kind: 'internal-error', applied: true }, 'InternalErrorException 500', ['ana']],
    ['throttling', { kind: 'throttle' }, 'TooManyRequestsException 400', []],
    ['an answer that is cut off', { kind: 'cut-off' }, 'ECONNRESET', ['ana']],
    ['an answer that is none', { kind: 'garbage' }, 'not JSON', ['ana']],
    ['expired credentials', { kind: 'expired-token' }, 'ExpiredTokenException 400', []],
    ['credentials of nobody', { kind: 'invalid-token' }, 'UnrecognizedClientException 400', []],
    ['a missing permission', { kind: 'access-denied' }, 'AccessDeniedException 400', []],
    ['a client of another Region', { kind: 'wrong-region' }, 'ResourceNotFoundException 400', []],
  ])('shows %s, and the state that goes with it', async (_title, effect, symptom, users) => {
    const fault = sandbox.faults.add({ ...effect, operation: 'AdminCreateUser', times: 1 });
    const client = clientOver(transport);

    expect(await symptomOf(createAna(client))).toBe(symptom);

    expect(usernames()).toEqual(users);
    expect(fault.struck).toBe(1);
    const answered = ['reset', 'cut-off', 'garbage'].includes(effect.kind) ? expect.any(Number) : 400;
    expect(sandbox.requests.at(-1)).toMatchObject({
      operation: 'AdminCreateUser',
      status: symptom.endsWith('500') ? 500 : answered,
      fault: effect.kind,
    });
  });

  it.each<[string, FaultEffect, readonly string[]]>([
    ['never comes to a call that was not applied', { kind: 'silence', applied: false }, []],
    ['never comes to a call that was applied', { kind: 'silence', applied: true }, ['ana']],
    ['stalls half way', { kind: 'stall' }, ['ana']],
  ])('keeps the caller waiting for an answer that %s', async (_title, effect, users) => {
    const fault = sandbox.faults.add({ ...effect, times: 1 });
    const client = clientOver(transport);
    const call = createAna(client);
    let isSettled = false;
    const settled = call.then(
      () => 'answered',
      ({ code }) => code,
    );
    void settled.finally(() => {
      isSettled = true;
    });

    await expect.poll(() => [fault.struck, usernames()]).toEqual([1, users]);
    await expect(client.send(new ListUsersCommand({ UserPoolId: pool.userPoolId }))).resolves.toHaveProperty('Users');
    expect(isSettled).toBe(false);
    expect(usernames()).toEqual(users);
    await sandbox.close();
    await expect(settled).resolves.toBe('ECONNRESET');
  });

  it('lets the caller give up on an answer that never comes', async () => {
    sandbox.faults.add({ kind: 'silence', applied: true });

    const symptom = await symptomOf(createAna(clientOver(transport), gaveUpAfter(50)));

    expect(symptom).toBe('AbortError');
  });

  it('answers late with latency, also later than a caller waits', async () => {
    sandbox.faults.add({ kind: 'latency', ms: 60_000, operation: 'AdminCreateUser' });
    const client = clientOver(transport);

    await expect(symptomOf(createAna(client, gaveUpAfter(50)))).resolves.toBe('AbortError');

    await expect(client.send(new ListUsersCommand({ UserPoolId: pool.userPoolId }))).resolves.toHaveProperty('Users');
  });

  it('has the SDK try again, so that a user who was made in the dark exists already', async () => {
    sandbox.faults.add({ kind: 'reset', applied: true, operation: 'AdminCreateUser', times: 1 });

    const told = await refusal(createAna(clientOver(transport, { maxAttempts: 3 })));

    expect(told).toContain('UsernameExistsException');
    expect(usernames()).toEqual(['ana']);
  });
});

describe('a fault', () => {
  const list = async (times: number): Promise<string> => {
    const client = clientOver();
    let marks = '';
    for (let call = 0; call < times; call += 1) {
      const symptom = await symptomOf(client.send(new ListUsersCommand({ UserPoolId: pool.userPoolId })));
      marks += symptom === 'answered' ? '.' : 'x';
    }
    return marks;
  };

  it.each<[string, Omit<Extract<Fault, { kind: 'throttle' }>, 'kind'>, string]>([
    ['all calls', {}, 'xxxxxx'],
    ['so many calls', { times: 2 }, 'xx....'],
    ['calls after so many', { skip: 2, times: 1 }, '..x...'],
    ['calls of one service', { service: 'logs' }, '......'],
    ['calls of one operation', { operation: 'ListUsersInGroup' }, '......'],
    ['calls of several operations', { operation: ['ListGroups', 'ListUsers'] }, 'xxxxxx'],
    ['calls that fit', { when: ({ request }) => request.UserPoolId === 'another' }, '......'],
  ])('strikes %s', async (_title, scope, marks) => {
    sandbox.faults.add({ kind: 'throttle', ...scope });

    expect(await list(6)).toBe(marks);
  });

  it('storms for a span of the clock', async () => {
    sandbox.faults.add({ kind: 'throttle', forMs: 1_800_000 });

    const during = await list(2);
    sandbox.clock.advanceMs(1_799_999);
    const still = await list(1);
    sandbox.clock.advanceMs(1);

    expect([during, still, await list(2)]).toEqual(['xx', 'x', '..']);
  });

  it('strikes by chance, and by the same chance with the same seed', async () => {
    const marksWith = async (seed: string) => {
      const other = await startStillSandbox({ seed });
      const { userPoolId } = await addPool(other);
      other.faults.add({ kind: 'throttle', probability: 0.5 });
      const marks: string[] = [];
      for (let call = 0; call < 40; call += 1) {
        marks.push(await symptomOf(other.cognito.call('ListUsers', { UserPoolId: userPoolId })));
      }
      await other.close();
      return marks;
    };

    const [first, again, another] = [await marksWith('one'), await marksWith('one'), await marksWith('two')];

    expect(again).toEqual(first);
    expect(another).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set(['answered', 'TooManyRequestsException']));
  });

  it('comes to an end when it is removed, or all are cleared', async () => {
    const throttling = sandbox.faults.add({ kind: 'throttle' });
    sandbox.faults.add({ kind: 'garbage', times: 1, skip: 1 });
    const before = await list(1);
    throttling.remove();
    const without = await list(2);
    sandbox.faults.add({ kind: 'reset', applied: false });
    sandbox.faults.clear();

    expect([before, without, await list(2)]).toEqual(['x', '.x', '..']);
  });

  it('waits behind another one that strikes first', async () => {
    sandbox.faults.add({ kind: 'throttle', times: 2 });
    sandbox.faults.add({ kind: 'reset', applied: false, times: 1 });
    const client = clientOver();
    const symptoms: string[] = [];
    for (let call = 0; call < 4; call += 1) symptoms.push(await symptomOf(createAna(client)));

    expect(symptoms).toEqual([
      'TooManyRequestsException 400',
      'TooManyRequestsException 400',
      'ECONNRESET',
      'answered',
    ]);
  });

  it('about credentials lets calls pass that nobody signs', async () => {
    sandbox.faults.add({ kind: 'expired-token' });
    const signIn = new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ana', PASSWORD: 'wrong' },
    });

    await expect(refusal(clientOver().send(signIn))).resolves.toContain('UserNotFoundException');
  });

  it('may look at who signed, and for which Region', async () => {
    sandbox.faults.add({ kind: 'access-denied', when: ({ signedBy }) => signedBy?.accessKeyId === 'TRIGGER' });
    sandbox.faults.add({ kind: 'wrong-region', when: ({ signedBy }) => signedBy?.region !== sandbox.region });
    const list = new ListUsersCommand({ UserPoolId: pool.userPoolId });
    const trigger = clientOver('a socket', { credentials: { accessKeyId: 'TRIGGER', secretAccessKey: 'none' } });

    await expect(refusal(trigger.send(list))).resolves.toBe(
      `AccessDeniedException: User: arn:aws:iam::111122223333:user/sandbox is not authorized to perform: cognito-idp:ListUsers on resource: arn:aws:cognito-idp:eu-west-1:111122223333:userpool/${pool.userPoolId} because no identity-based policy allows the cognito-idp:ListUsers action`,
    );
    await expect(refusal(clientOver('a socket', { region: 'us-east-1' }).send(list))).resolves.toBe(
      `ResourceNotFoundException: User pool ${pool.userPoolId} does not exist.`,
    );
    await expect(clientOver().send(list)).resolves.toHaveProperty('Users');
  });

  it('of the wrong Region lets a pool be made there, as AWS would', async () => {
    sandbox.faults.add({ kind: 'wrong-region' });

    await expect(clientOver().send(new CreateUserPoolCommand({ PoolName: 'there' }))).resolves.toHaveProperty(
      'UserPool',
    );
  });
});

describe('every service', () => {
  const call = {
    logs: () => keep(new CloudWatchLogsClient(baseOf())).send(new DescribeLogStreamsCommand({ logGroupName: 'none' })),
    secretsmanager: () =>
      keep(new SecretsManagerClient(baseOf())).send(new GetSecretValueCommand({ SecretId: 'none' })),
    sts: () => keep(new STSClient(baseOf())).send(new GetCallerIdentityCommand({})),
    s3: async () => {
      const { UserImportJob: job } = await sandbox.cognito.call<{ UserImportJob: { PreSignedUrl: string } }>(
        'CreateUserImportJob',
        { UserPoolId: pool.userPoolId, JobName: 'job', CloudWatchLogsRoleArn: 'arn:aws:iam::111122223333:role/logs' },
      );
      const headers = { 'x-amz-server-side-encryption': 'aws:kms' };
      const answer = await fetch(job.PreSignedUrl, { method: 'PUT', headers, body: 'a' });
      if (answer.ok) return;
      const name = /<Code>(.+)<\/Code>/.exec(await answer.text())?.[1] ?? '';
      throw Object.assign(new Error('refused'), { name, $metadata: { httpStatusCode: answer.status } });
    },
  } as const;

  it.each<[keyof typeof call, FaultEffect['kind'], string]>([
    ['logs', 'throttle', 'ThrottlingException 400'],
    ['logs', 'internal-error', 'ServiceUnavailableException 500'],
    ['logs', 'access-denied', 'AccessDeniedException 400'],
    ['logs', 'expired-token', 'ExpiredTokenException 400'],
    ['secretsmanager', 'throttle', 'ThrottlingException 400'],
    ['secretsmanager', 'internal-error', 'InternalServiceError 500'],
    ['secretsmanager', 'access-denied', 'AccessDeniedException 400'],
    ['secretsmanager', 'wrong-region', 'ResourceNotFoundException 400'],
    ['sts', 'throttle', 'Throttling 400'],
    ['sts', 'internal-error', 'InternalFailure 500'],
    ['sts', 'expired-token', 'ExpiredToken 403'],
    ['sts', 'invalid-token', 'InvalidClientTokenId 403'],
    ['sts', 'access-denied', 'AccessDenied 403'],
    ['sts', 'reset', 'ECONNRESET'],
    ['s3', 'throttle', 'SlowDown 503'],
    ['s3', 'internal-error', 'InternalError 500'],
    ['s3', 'expired-token', 'ExpiredToken 400'],
    ['s3', 'access-denied', 'AccessDenied 403'],
  ])('says in its own words: %s, %s', async (service, kind, symptom) => {
    sandbox.faults.add({ kind, applied: false, service } as Fault);

    expect(await symptomOf(call[service]())).toBe(symptom);
  });
});

describe('a call of the engine itself', () => {
  const create = () =>
    sandbox.cognito.call('AdminCreateUser', {
      UserPoolId: pool.userPoolId,
      Username: 'ana',
      MessageAction: 'SUPPRESS',
    });

  it.each<[string, FaultEffect, string, readonly string[]]>([
    ['is throttled', { kind: 'throttle' }, 'TooManyRequestsException: Rate exceeded', []],
    ['fails and did nothing', { kind: 'internal-error', applied: false }, 'InternalErrorException', []],
    ['fails and did apply', { kind: 'internal-error', applied: true }, 'InternalErrorException', ['ana']],
  ])('%s', async (_title, effect, told, users) => {
    sandbox.faults.add(effect);

    await expect(refusal(create())).resolves.toContain(told);

    expect(usernames()).toEqual(users);
  });

  it('has no connection that could break, and no credentials', async () => {
    for (const kind of ['reset', 'silence', 'stall', 'cut-off', 'garbage', 'expired-token', 'access-denied'] as const) {
      sandbox.faults.add({ kind, applied: false } as Fault);
    }

    await create();

    expect(usernames()).toEqual(['ana']);
  });

  it('takes its time with latency', async () => {
    const late = sandbox.faults.add({ kind: 'latency', ms: 5, jitterMs: 5 });

    await create();

    expect(late.struck).toBe(1);
    await expect(
      clientOver().send(new AdminGetUserCommand({ UserPoolId: pool.userPoolId, Username: 'ana' })),
    ).resolves.toHaveProperty('Username', 'ana');
  });
});
