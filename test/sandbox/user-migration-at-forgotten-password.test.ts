import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { EMAIL_POOL, GOOD, migratingPools } from '../support/migrating-pools.ts';
import { type PoolAndClient, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const { answering, usersOf } = migratingPools(() => sandbox);

describe('UserMigration at a forgotten password', () => {
  const forgot = ({ clientId }: PoolAndClient, Username = 'Ana@example.com') =>
    sandbox.cognito.call('ForgotPassword', { ClientId: clientId, Username, ClientMetadata: { from: 'app' } });

  it('makes a user who gets a code and can choose a password with it', async () => {
    const pool = await answering({ ...GOOD, finalUserStatus: null });

    await forgot(pool);
    const code = sandbox.cognito.outbox.findLast(({ userPoolId }) => userPoolId === pool.userPoolId)?.code;
    await sandbox.cognito.call('ConfirmForgotPassword', {
      ClientId: pool.clientId,
      Username: 'ana@example.com',
      ConfirmationCode: code,
      Password: 'Another-horse-8',
    });

    await expect(signIn(sandbox, pool, 'ana@example.com', 'Another-horse-8')).resolves.toHaveProperty(
      'AuthenticationResult',
    );
    const [invocation] = sandbox.functions.invocations(pool.arn);
    expect(invocation?.event).toMatchObject({
      triggerSource: 'UserMigration_ForgotPassword',
      userName: 'ana@example.com',
      request: { clientMetadata: { from: 'app' } },
    });
    expect(invocation?.event).not.toHaveProperty('request.password');
  });

  it('pretends under ENABLED that an unknown user got a code', async () => {
    const pool = await answering({}, EMAIL_POOL, { PreventUserExistenceErrors: 'ENABLED' });

    await expect(forgot(pool)).resolves.toHaveProperty('CodeDeliveryDetails.DeliveryMedium', 'EMAIL');
    expect(usersOf(pool)).toEqual([]);
    expect(sandbox.cognito.outbox.filter(({ userPoolId }) => userPoolId === pool.userPoolId)).toEqual([]);
  });

  it('leaves a user who came confirmed without a password until the code is redeemed', async () => {
    const pool = await answering(GOOD);

    await forgot(pool);

    expect(usersOf(pool)).toMatchObject([{ status: 'CONFIRMED', passwordDigest: null }]);
    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'undefined'))).resolves.toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
  });

  it.each(['LEGACY', 'ENABLED'])('tells under %s of a user who has no verified address', async (existence) => {
    const pool = await answering({ userAttributes: { email: 'ana@example.com' } }, EMAIL_POOL, {
      PreventUserExistenceErrors: existence,
    });

    const answer = await forgot(pool).catch((error: Error) => error.message);

    expect(JSON.stringify(answer)).toContain(existence === 'LEGACY' ? 'no registered/verified email' : 'EMAIL');
    expect(sandbox.cognito.outbox.filter(({ userPoolId }) => userPoolId === pool.userPoolId)).toEqual([]);
  });
});
