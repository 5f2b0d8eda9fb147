import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { type CognitoClient, createCognitoClient } from '../../aws/users/cognito-client.ts';
import { describePool } from '../../aws/users/describe-pool.ts';
import { listSecondFactors } from '../../aws/users/list-second-factors.ts';
import { isRefusedParameter, listUsersPage } from '../../aws/users/list-users.ts';
import { parseConfig } from '../../core/config/parse-config.ts';
import { parsePoolsFile } from '../../core/config/pools-file.ts';
import { createMemoryRunStorage, createMemoryRunStore } from '../../core/journal/create-memory-run-store.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import type { CommandContext, TargetLine } from '../../scripts/commands/command.ts';
import { exportCommand } from '../../scripts/commands/export.ts';
import { poolsCommand } from '../../scripts/commands/pools.ts';
import { openPackage } from '../../scripts/files/package-reader.ts';
import { systemClock } from '../../scripts/system-clock.ts';

let sandbox: Sandbox;
let sourcePoolId: string;
let targetPoolId: string;
let directory: string;

const createPool = async (request: object) => {
  const { UserPool } = await sandbox.cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', request);
  return UserPool.Id;
};

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'export', dynamodb: 'none' });
  sourcePoolId = await createPool({
    PoolName: 'old',
    AutoVerifiedAttributes: ['email'],
    Schema: [{ Name: 'plan', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '20' } }],
  });
  targetPoolId = await createPool({
    PoolName: 'new',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    Schema: [
      { Name: 'prev_sub_id', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '64' } },
      { Name: 'tier', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '1', MaxValue: '3' } },
    ],
  });
  for (let n = 0; n < 130; n += 1) {
    sandbox.cognito.seedUser(sourcePoolId, {
      username: `user${n}`,
      attributes: { email: `user${n}@example.com`, email_verified: 'true', name: `Lee, ${n}`, 'custom:plan': 'gold' },
      ...(n === 7 ? { enabled: false } : {}),
      ...(n === 8 ? { status: 'UNCONFIRMED' as const } : {}),
    });
  }
});
afterAll(() => sandbox.close());

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'poolferry-export-'));
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

const contextOf = (options: Record<string, unknown>) => {
  const parsed = parseConfig({
    source: { userPoolId: sourcePoolId },
    target: { userPoolId: targetPoolId },
    users: { previousSub: 'custom:prev_sub_id' },
    limits: { listRequestsPerSecond: 30 },
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const announced: TargetLine[] = [];
  const context: CommandContext = {
    config: parsed.config,
    options,
    arguments: {},
    clock: systemClock,
    random: () => 0.5,
    signal: new AbortController().signal,
    environment: sandbox.environment,
    workingDirectory: directory,
    toolVersion: '0.1.0',
    runs: createMemoryRunStore({
      storage: createMemoryRunStorage(),
      clock: systemClock,
      host: 'here',
      processId: 1,
      isProcessAlive: () => false,
    }),
    announceTarget: (lines) => void announced.push(...lines),
    say: () => undefined,
    warn: () => undefined,
    consent: () => Promise.reject(new Error('an export asks nothing')),
    progress: (_title, work) => work({ setTotal: () => undefined, advance: () => undefined, note: () => undefined }),
    data: () => undefined,
  };
  return { context, announced };
};

describe('export, over real clients', () => {
  it('announces both pools, writes a package that adds up, and says with exit code 3 that somebody stayed behind', async () => {
    const { context, announced } = contextOf({ out: 'package' });

    const { exitCode, json } = await exportCommand.run(context);

    expect(announced).toEqual([
      {
        role: 'Source',
        what: `${sourcePoolId} "old"`,
        account: sandbox.accountId,
        region: sandbox.region,
        credentials: 'environment',
        endpoint: sandbox.url,
      },
      {
        role: 'Target',
        what: `${targetPoolId} "new"`,
        account: sandbox.accountId,
        region: sandbox.region,
        credentials: 'environment',
        endpoint: sandbox.url,
      },
    ]);
    expect(exitCode).toBe(3);
    expect(json).toMatchObject({
      outcome: 'written',
      counts: { listed: 130, exported: 128, rejected: 2, rejectedByCode: { disabled: 1, unconfirmed: 1 } },
    });
    const { manifest } = await openPackage(join(directory, 'package'));
    expect(manifest.header).toContain('custom:prev_sub_id');
    expect(readFileSync(join(directory, 'package', 'users-001.csv'), 'utf8')).toContain('Lee\\, 12,');
  });

  it('changes nothing when it is run again, and writes the same bytes elsewhere although the listing had another order', async () => {
    await exportCommand.run(contextOf({ out: 'package' }).context);

    expect((await exportCommand.run(contextOf({ out: 'package' }).context)).json).toMatchObject({
      outcome: 'unchanged',
    });
    await exportCommand.run(contextOf({ out: 'again' }).context);

    for (const name of ['manifest.json', 'users-001.csv', 'users.jsonl', 'rejects.jsonl', 'rejects.csv']) {
      expect(readFileSync(join(directory, 'again', name))).toEqual(readFileSync(join(directory, 'package', name)));
    }
  });

  it('only reads, in both pools', async () => {
    const before = sandbox.requests.length;
    await exportCommand.run(contextOf({ out: 'package' }).context);

    const operations = new Set(sandbox.requests.slice(before).map(({ operation }) => operation));
    expect([...operations].sort()).toEqual(['DescribeUserPool', 'GetCSVHeader', 'GetCallerIdentity', 'ListUsers']);
  });
});

describe('pools, over real clients', () => {
  it('describes both pools as the deployment reads them, and only overwrites its own file', async () => {
    await poolsCommand.run(contextOf({ out: 'pools.json' }).context);
    await poolsCommand.run(contextOf({ out: 'pools.json' }).context);

    const parsed = parsePoolsFile(JSON.parse(readFileSync(join(directory, 'pools.json'), 'utf8')), {
      source: { userPoolId: sourcePoolId },
      target: { userPoolId: targetPoolId },
    });
    expect(parsed).toMatchObject({
      ok: true,
      pools: {
        source: {
          signIn: { kind: 'username', aliases: [] },
          caseSensitive: true,
          mfa: 'OFF',
          recoveryContacts: ['phone_number', 'email'],
          passwordPolicy: { minLength: 8, requires: ['uppercase', 'lowercase', 'number', 'symbol'] },
        },
        target: { signIn: { kind: 'attribute', attributes: ['email'] }, caseSensitive: false },
      },
    });
    if (!parsed.ok) return;
    expect(parsed.pools.target.schema).toContainEqual(
      expect.objectContaining({ name: 'custom:tier', type: 'Number', minValue: 1, maxValue: 3 }),
    );
    expect(parsed.pools.target.schema).toContainEqual(
      expect.objectContaining({ name: 'birthdate', minLength: 10, maxLength: 10 }),
    );
    await exportCommand.run(contextOf({ out: 'package' }).context);
    await expect(poolsCommand.run(contextOf({ out: 'package/manifest.json' }).context)).rejects.toMatchObject({
      code: 'file-exists',
    });
  });
});

describe('pools, of a source with functions of its own', () => {
  it('tells which of them run whenever a password is checked', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:theirs';
    const settle = (LambdaConfig: object) =>
      sandbox.cognito.call('UpdateUserPool', { UserPoolId: sourcePoolId, LambdaConfig });
    await settle({
      PreSignUp: arn,
      UserMigration: arn,
      PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: arn },
    });

    const { json, summary } = await poolsCommand.run(contextOf({ out: 'pools.json' }).context);
    await settle({});

    expect(json).toMatchObject({ source: { signInTriggers: ['UserMigration', 'PreTokenGeneration'] } });
    expect(JSON.stringify(summary)).toContain('functions of its own (UserMigration, PreTokenGeneration)');
  });
});

describe('listSecondFactors', () => {
  it('knows nobody who is gone', async () => {
    const client = createCognitoClient({});
    expect(await listSecondFactors(client, { userPoolId: sourcePoolId, username: 'user1' })).toEqual([]);
    expect(await listSecondFactors(client, { userPoolId: sourcePoolId, username: 'nobody' })).toBeUndefined();
  });
});

describe('listUsersPage', () => {
  const read = async (...users: readonly unknown[]) => {
    const answering = { send: async () => ({ Users: users }) } as unknown as CognitoClient;
    return (await listUsersPage(answering, { userPoolId: sourcePoolId })).users;
  };
  const ann = { Username: 'ann', Attributes: [{ Name: 'sub', Value: 's' }] };

  it.each([undefined, null])(
    'takes a user of whom nothing is said (%s) for disabled and in an unknown status',
    async (nothing) => {
      const attributes = [...ann.Attributes, { Name: 'email', Value: nothing }];
      const said = { Enabled: nothing, UserStatus: nothing, UserCreateDate: nothing, UserLastModifiedDate: nothing };
      expect(await read({ ...ann, ...said, Attributes: attributes })).toEqual([
        {
          sub: 's',
          username: 'ann',
          attributes: new Map(),
          enabled: false,
          status: 'UNKNOWN',
          createdAtMs: 0,
          lastModifiedAtMs: 0,
        },
      ]);
    },
  );

  it('reads times to the millisecond', async () => {
    const times = { UserCreateDate: 1_700_000_000.123, UserLastModifiedDate: new Date(1_700_000_000_456) };
    expect(await read({ ...ann, ...times })).toMatchObject([
      { createdAtMs: 1_700_000_000_123, lastModifiedAtMs: 1_700_000_000_456 },
    ]);
  });

  it.each([
    ['without a sub', { Username: 'canary-name' }],
    ['whose sub is empty', { Username: 'canary-name', Attributes: [{ Name: 'sub', Value: '' }] }],
    ['without a username', { Attributes: ann.Attributes }],
    ['with a time that is no number', { ...ann, Username: 'canary-name', UserCreateDate: '2026-11-28T00:00:00Z' }],
  ])('refuses an answer with a user %s, and names nobody', async (_, user) => {
    const error = await read(user).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'unexpected-answer' });
    expect(error.message).not.toContain('canary');
  });

  it('knows a token that has expired', async () => {
    const client = createCognitoClient({});
    const { paginationToken } = await listUsersPage(client, { userPoolId: sourcePoolId });
    expect(paginationToken).toBeDefined();
    const error = await listUsersPage(client, { userPoolId: sourcePoolId, paginationToken: 'bm90IGEgdG9rZW4' }).catch(
      (thrown) => thrown,
    );
    expect(isRefusedParameter(error)).toBe(true);
  });
});

describe('explainAwsError', () => {
  const doing = { doing: 'describe pool "x"', action: 'cognito-idp:DescribeUserPool' };

  it('says that a pool does not exist there', async () => {
    const error = await describePool(createCognitoClient({}), 'eu-west-1_Nowhere').catch((thrown) => thrown);
    expect(explainAwsError(error, doing)).toMatchObject({
      code: 'not-found',
      message: 'Could not describe pool "x": it does not exist there.',
    });
  });

  it('says that nobody answers', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    const error = await describePool(createCognitoClient({ maxAttempts: 1 }), targetPoolId).catch((thrown) => thrown);
    expect(explainAwsError(error, doing)).toMatchObject({ code: 'unreachable' });
  });

  it('takes an aborted call for an interruption', async () => {
    const error = await describePool(createCognitoClient({}), targetPoolId, AbortSignal.abort()).catch(
      (thrown) => thrown,
    );
    expect(explainAwsError(error, doing)).toMatchObject({ exitCode: 130 });
  });

  it.each([
    ['AccessDeniedException', 'access-denied'],
    ['CredentialsProviderError', 'no-credentials'],
    ['ExpiredTokenException', 'credentials-rejected'],
    ['TooManyRequestsException', 'throttled'],
    ['InternalErrorException', 'unreachable'],
    ['SomethingNewException', 'aws-error'],
  ])('makes of %s a "%s"', (name, code) => {
    expect(explainAwsError(Object.assign(new Error('canary'), { name }), doing)).toMatchObject({ code });
  });
});
