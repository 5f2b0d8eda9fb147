import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { addPool, addScripted, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const withTrigger = async (name: string, script: object) => {
  const arn = addScripted(sandbox, name, script);
  const pool = await addPool(sandbox, { LambdaConfig: { PostAuthentication: arn } });
  const user = sandbox.cognito.seedUser(pool.userPoolId, {
    username: 'ana',
    attributes: { email: 'ana@example.com', email_verified: 'true' },
    password: 'right',
  });
  return { ...pool, arn, sub: user.sub };
};

describe('PostAuthentication', () => {
  it('gets the user who has signed in', async () => {
    const pool = await withTrigger('fine', {});

    await signIn(sandbox, pool, 'ana', 'right');

    expect(sandbox.functions.invocations(pool.arn)[0]?.event).toMatchObject({
      triggerSource: 'PostAuthentication_Authentication',
      userName: 'ana',
      callerContext: { clientId: pool.clientId },
      request: {
        newDeviceUsed: false,
        userAttributes: {
          sub: pool.sub,
          email: 'ana@example.com',
          email_verified: 'true',
          'cognito:user_status': 'CONFIRMED',
        },
      },
    });
  });

  it('does not run after a wrong password, nor before a challenge is answered', async () => {
    const pool = await withTrigger('unused', {});
    sandbox.cognito.seedUser(pool.userPoolId, {
      username: 'new',
      password: 'Temporary-7',
      status: 'FORCE_CHANGE_PASSWORD',
    });

    await refusal(signIn(sandbox, pool, 'ana', 'wrong'));
    await signIn(sandbox, pool, 'new', 'Temporary-7');

    expect(sandbox.functions.invocations(pool.arn)).toEqual([]);
  });
});
