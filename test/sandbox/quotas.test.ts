import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
  type TooManyRequestsException,
} from '@aws-sdk/client-cognito-identity-provider';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVED_OPERATIONS } from '../../sandbox/cognito/served-operations.ts';
import { QUOTA_CATEGORIES, type QuotaCategoryName } from '../../sandbox/quotas/quota-categories.ts';
import type { QuotaName } from '../../sandbox/quotas/quotas.ts';
import { createTokenBucket } from '../../sandbox/quotas/token-bucket.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { addPool, type PoolAndClient, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
let pool: PoolAndClient;
beforeEach(async () => {
  sandbox = await startStillSandbox();
  pool = await addPool(sandbox);
  sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana', password: 'right' });
  sandbox.cognito.seedUser(pool.userPoolId, { username: 'bo', password: 'right' });
});
afterEach(() => sandbox.close());

const isThrottled = (operation: string, request: object): Promise<boolean> =>
  sandbox.cognito.call(operation, request).then(
    () => false,
    ({ name }: Error) => name === 'TooManyRequestsException',
  );

/** Calls until it is throttled; how many were not. */
const countUntilThrottled = async (operation: string, request: object = {}, most = 1_000): Promise<number> => {
  for (let count = 0; count < most; count += 1) if (await isThrottled(operation, request)) return count;
  return most;
};

const inPool = () => ({ UserPoolId: pool.userPoolId });
const ofUser = (Username: string) => ({ ...inPool(), Username });

describe('quotas', () => {
  it('are off until they are switched on', async () => {
    expect(await countUntilThrottled('ListUsers', inPool(), 200)).toBe(200);
  });

  it.each<[QuotaCategoryName, string, object, number]>([
    ['UserList', 'ListUsers', {}, 30],
    ['UserCreation', 'AdminCreateUser', { Username: 'cy' }, 50],
    ['UserRead', 'AdminGetUser', { Username: 'ana' }, 120],
    ['UserAuthentication', 'AdminInitiateAuth', {}, 120],
    ['UserUpdate', 'AdminDisableUser', { Username: 'ana' }, 25],
    ['UserAccountRecovery', 'AdminSetUserPassword', { Username: 'ana' }, 30],
    ['UserResourceRead', 'AdminListGroupsForUser', { Username: 'ana' }, 50],
    ['UserPoolRead', 'DescribeUserPool', {}, 15],
    ['UserPoolResourceRead', 'GetCSVHeader', {}, 20],
    ['UserPoolResourceUpdate', 'CreateGroup', {}, 15],
    ['UserPoolClientRead', 'DescribeUserPoolClient', {}, 15],
  ])('hold %s to the documented rate, also of calls that fail: %s', async (category, operation, request, rate) => {
    sandbox.quotas.enforce(category);

    expect(await countUntilThrottled(operation, { ...inPool(), ...request })).toBe(rate);
  });

  it('pool all operations of a category and all pools of the account', async () => {
    const other = await addPool(sandbox);
    await sandbox.cognito.call('CreateGroup', { ...inPool(), GroupName: 'admins' });
    sandbox.quotas.enforce('UserList');

    for (let call = 0; call < 10; call += 1) {
      await sandbox.cognito.call('ListUsers', inPool());
      await sandbox.cognito.call('ListUsersInGroup', { ...inPool(), GroupName: 'admins' });
      await sandbox.cognito.call('ListUsers', { UserPoolId: other.userPoolId });
    }

    expect(await isThrottled('ListUsers', inPool())).toBe(true);
    expect(await isThrottled('AdminGetUser', ofUser('ana'))).toBe(false);
  });

  it('follow the clock of the sandbox', async () => {
    sandbox.quotas.enforce('UserList');
    await countUntilThrottled('ListUsers', inPool());

    sandbox.clock.advanceMs(100);
    const afterTenth = await countUntilThrottled('ListUsers', inPool());
    sandbox.clock.advanceMs(3_600_000);

    expect([afterTenth, await countUntilThrottled('ListUsers', inPool())]).toEqual([3, 30]);
  });

  it('take another rate, and go away when they are lifted', async () => {
    sandbox.quotas.enforce('UserList', 2);
    const slow = await countUntilThrottled('ListUsers', inPool());
    sandbox.quotas.lift('UserList');

    expect([slow, await countUntilThrottled('ListUsers', inPool(), 50)]).toEqual([2, 50]);
  });

  it('hold one operation in one pool to five a second', async () => {
    const other = await addPool(sandbox);
    sandbox.quotas.enforce('PerPoolOperation');

    const [first, second] = [
      await countUntilThrottled('GetCSVHeader', inPool()),
      await countUntilThrottled('GetCSVHeader', { UserPoolId: other.userPoolId }),
    ];

    expect([first, second, await countUntilThrottled('ListGroups', inPool())]).toEqual([5, 5, 5]);
    expect(await countUntilThrottled('ListUsers', inPool(), 50)).toBe(50);
  });

  it('hold reads and writes of one user to ten a second each', async () => {
    sandbox.quotas.enforce('PerUser');

    expect(await countUntilThrottled('AdminGetUser', ofUser('ana'))).toBe(10);
    expect(await countUntilThrottled('AdminEnableUser', ofUser('ana'))).toBe(10);
    expect(await countUntilThrottled('AdminGetUser', ofUser('bo'))).toBe(10);
  });

  it('give challenge responses three times the rate of sign-ins, and count the rest with those', async () => {
    sandbox.quotas.enforce('UserAuthentication', 10);
    const response = { ClientId: pool.clientId, ChallengeName: 'SMS_MFA', Session: 'x'.repeat(20) };

    const responses = await countUntilThrottled('RespondToAuthChallenge', response);

    expect(responses).toBe(30 + 10);
    expect(await isThrottled('InitiateAuth', { ClientId: pool.clientId })).toBe(true);
  });

  it('count a new password as account recovery', async () => {
    sandbox.quotas.enforce('UserAccountRecovery');
    const response = { ClientId: pool.clientId, ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: 'x'.repeat(20) };

    expect(await countUntilThrottled('RespondToAuthChallenge', response)).toBe(30);
  });

  it('are all enforced at once, and all lifted', async () => {
    sandbox.quotas.enforceAll();
    const enforced = [
      await countUntilThrottled('AdminGetUser', ofUser('ana')),
      await countUntilThrottled('GetCSVHeader', inPool()),
      await countUntilThrottled('ListUsers', inPool()),
    ];
    sandbox.quotas.liftAll();

    expect(enforced).toEqual([10, 5, 30]);
    expect(await countUntilThrottled('ListUsers', inPool(), 50)).toBe(50);
  });

  it('answer a client without Retry-After, and leave no trace of what they refused', async () => {
    sandbox.quotas.enforce('UserCreation', 1);
    const client = new CognitoIdentityProviderClient({
      endpoint: sandbox.url,
      region: sandbox.region,
      credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 'not-a-secret' },
      maxAttempts: 1,
    });
    const create = (Username: string) => client.send(new AdminCreateUserCommand(ofUser(Username)));
    await create('cy');

    const error: TooManyRequestsException = await create('di').catch((thrown) => thrown);

    expect(error).toMatchObject({ name: 'TooManyRequestsException', message: 'Rate exceeded' });
    expect(error.$response?.headers).not.toHaveProperty('retry-after');
    const { Users } = await client.send(new ListUsersCommand(inPool()));
    expect(Users?.map(({ Username }) => Username).sort()).toEqual(['ana', 'bo', 'cy']);
    expect(sandbox.requests.filter(({ status }) => status !== 200)).toHaveLength(1);
    client.destroy();
  });

  it('know each operation that is served, once', () => {
    const counted = Object.values(QUOTA_CATEGORIES).flatMap(({ operations }): readonly string[] => operations);

    expect(Object.keys(SERVED_OPERATIONS).filter((operation) => !counted.includes(operation))).toEqual([]);
    expect(counted.length).toBe(new Set(counted).size);
  });

  it('never let more through than the rate and one second of it in advance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 }),
        (perSecond, gapsMs) => {
          const bucket = createTokenBucket(perSecond, 0);
          let nowMs = 0;
          let passed = 0;
          for (const gapMs of gapsMs) {
            nowMs += gapMs;
            if (!bucket.hasOne(nowMs)) continue;
            bucket.take();
            passed += 1;
            expect(passed).toBeLessThanOrEqual(perSecond + (nowMs / 1_000) * perSecond + 1e-6);
          }
        },
      ),
    );
  });

  it.each<QuotaName>(['UserFederation', 'LimitManagement'])('take %s, though nothing served counts there', (quota) => {
    sandbox.quotas.enforce(quota);

    expect(sandbox.quotas.refusal({ service: 'cognito-idp', operation: 'ListUsers', request: {} })).toBeUndefined();
  });
});
