import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { addPool, addScripted, eventsOf, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const TRIGGERS = ['PreSignUp', 'PostConfirmation', 'PreAuthentication', 'PostAuthentication', 'PreTokenGeneration'];
const GOOGLE = { provider: 'Google', userId: '42', attributes: { email: 'ana@example.com' } };

let lastName = 0;

const withFunction = async (script: object) => {
  lastName += 1;
  const arn = addScripted(sandbox, `external-${lastName}`, script);
  const pool = await addPool(sandbox, {
    UsernameAttributes: ['email'],
    LambdaConfig: Object.fromEntries(TRIGGERS.map((trigger) => [trigger, arn])),
  });
  return { ...pool, arn };
};

const usersOf = ({ userPoolId }: { readonly userPoolId: string }) => sandbox.cognito.snapshot(userPoolId).users;

const sourcesOf = (arn: string) =>
  eventsOf(sandbox, arn).map((event) => (event as { triggerSource: string }).triggerSource);

describe('a sign-in through an identity provider', () => {
  it('makes a user the first time, whom PreSignUp_ExternalProvider has seen', async () => {
    const pool = await withFunction({});

    const tokens = await sandbox.cognito.signInExternally(pool.clientId, GOOGLE);

    expect(tokens).toHaveProperty('IdToken');
    expect(usersOf(pool)).toMatchObject([
      {
        username: 'Google_42',
        status: 'EXTERNAL_PROVIDER',
        attributes: { email: 'ana@example.com' },
        passwordDigest: null,
      },
    ]);
    expect(sourcesOf(pool.arn)).toEqual([
      'PreSignUp_ExternalProvider',
      'PostConfirmation_ConfirmSignUp',
      'TokenGeneration_HostedAuth',
    ]);
    expect(eventsOf(sandbox, pool.arn)[0]).toMatchObject({
      userName: 'Google_42',
      request: { userAttributes: { email: 'ana@example.com' }, validationData: null },
    });
  });

  it('recognises the user from then on', async () => {
    const pool = await withFunction({});
    await sandbox.cognito.signInExternally(pool.clientId, GOOGLE);

    await sandbox.cognito.signInExternally(pool.clientId, GOOGLE);

    expect(usersOf(pool)).toHaveLength(1);
    expect(sourcesOf(pool.arn).slice(3)).toEqual([
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_HostedAuth',
    ]);
  });

  it('makes nobody whom PreSignUp refuses', async () => {
    const pool = await withFunction({ throws: 'not you' });

    await expect(refusal(sandbox.cognito.signInExternally(pool.clientId, GOOGLE))).resolves.toBe(
      'UserLambdaValidationException: PreSignUp failed with error not you.',
    );
    expect(usersOf(pool)).toEqual([]);
  });

  it('makes somebody beside the user who has the same address', async () => {
    const pool = await withFunction({});
    sandbox.cognito.seedUser(pool.userPoolId, {
      username: 'ana@example.com',
      attributes: { email: 'ana@example.com', email_verified: 'true' },
    });

    await sandbox.cognito.signInExternally(pool.clientId, GOOGLE);

    expect(usersOf(pool)).toHaveLength(2);
    await expect(
      sandbox.cognito.call('AdminGetUser', { UserPoolId: pool.userPoolId, Username: 'ana@example.com' }),
    ).resolves.toHaveProperty('UserStatus', 'CONFIRMED');
  });

  it('makes somebody who needs no address, also later on', async () => {
    const pool = await addPool(sandbox, { UsernameAttributes: ['email'] });
    await sandbox.cognito.signInExternally(pool.clientId, { ...GOOGLE, attributes: {} });

    await sandbox.cognito.call('AdminUpdateUserAttributes', {
      UserPoolId: pool.userPoolId,
      Username: 'Google_42',
      UserAttributes: [{ Name: 'nickname', Value: 'A' }],
    });

    expect(usersOf(pool)).toMatchObject([{ attributes: { nickname: 'A' } }]);
  });

  it('makes somebody who signs in by a password, too, once an administrator has set one, but not by the address', async () => {
    const pool = await addPool(sandbox, { UsernameAttributes: ['email'] });
    await sandbox.cognito.signInExternally(pool.clientId, GOOGLE);
    sandbox.cognito.seedUser(pool.userPoolId, { username: GOOGLE.attributes.email, attributes: GOOGLE.attributes });
    const user = { UserPoolId: pool.userPoolId, Username: 'Google_42' };

    await sandbox.cognito.call('AdminSetUserPassword', { ...user, Password: 'Right-horse-7', Permanent: true });
    await sandbox.cognito.call('AdminUpdateUserAttributes', {
      ...user,
      UserAttributes: [{ Name: 'email', Value: 'other@example.com' }],
    });

    await expect(signIn(sandbox, pool, 'Google_42', 'Right-horse-7')).resolves.toHaveProperty('AuthenticationResult');
    await expect(sandbox.cognito.signInExternally(pool.clientId, GOOGLE)).resolves.toHaveProperty('IdToken');
    for (const name of [GOOGLE.attributes.email, 'other@example.com']) {
      await expect(refusal(signIn(sandbox, pool, name, 'Right-horse-7'))).resolves.toContain('Exception');
    }
    expect(usersOf(pool).find(({ username }) => username === 'Google_42')?.status).toBe('CONFIRMED');
  });

  it('stops where InboundFederation would run', async () => {
    const LambdaArn = addScripted(sandbox, 'federating', {});
    const pool = await addPool(sandbox, { LambdaConfig: { InboundFederation: { LambdaVersion: 'V1_0', LambdaArn } } });

    await expect(refusal(sandbox.cognito.signInExternally(pool.clientId, GOOGLE))).resolves.toContain(
      'NotServedBySandbox: The sandbox does not serve the InboundFederation trigger.',
    );
  });
});
