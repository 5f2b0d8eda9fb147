import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SeedUser } from '../../sandbox/cognito/seed-user.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import {
  addPool,
  addScripted,
  type PoolAndClient,
  signIn,
  startStillSandbox,
  untilItRuns,
} from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startStillSandbox();
});
afterEach(() => sandbox.close());

const INVALID = 'NotAuthorizedException: Invalid session for the user.';
const BY_SMS: Partial<SeedUser> = {
  mfa: { methods: ['SMS_MFA'], preferred: 'SMS_MFA' },
  attributes: { phone_number: '+15550001234' },
};

const seed = ({ userPoolId }: PoolAndClient, user: Partial<SeedUser>) =>
  sandbox.cognito.seedUser(userPoolId, { username: 'ana', password: 'Right-horse-7', ...user });

const asAdmin = (operation: string, { userPoolId }: PoolAndClient, more: object = {}) =>
  sandbox.cognito.call(operation, { UserPoolId: userPoolId, Username: 'ana', ...more });

const respond = ({ clientId }: PoolAndClient, challenge: Record<string, unknown>, responses: Record<string, string>) =>
  sandbox.cognito.call('RespondToAuthChallenge', {
    ClientId: clientId,
    ChallengeName: challenge.ChallengeName,
    Session: challenge.Session,
    ChallengeResponses: { USERNAME: 'ana', ...responses },
  });

const lastCode = (): string => sandbox.cognito.outbox.at(-1)?.code ?? '';
const userOf = ({ userPoolId }: PoolAndClient) => sandbox.cognito.snapshot(userPoolId).users[0];

/** Somebody whose password was right, and who is asked for a code. */
const halfWay = async (user: Partial<SeedUser> = BY_SMS) => {
  const pool = await addPool(sandbox, { MfaConfiguration: 'OPTIONAL' });
  seed(pool, user);
  return { pool, challenge: await signIn(sandbox, pool, 'ana', 'Right-horse-7') };
};

describe('a session', () => {
  it('is of no use to somebody who has since got the name of its user', async () => {
    const { pool, challenge } = await halfWay();
    const code = lastCode();
    await asAdmin('AdminDeleteUser', pool);
    seed(pool, { ...BY_SMS, password: 'Another-horse-8' });

    await expect(refusal(respond(pool, challenge, { SMS_MFA_CODE: code }))).resolves.toBe(INVALID);
  });

  it('is of no use to a user whom an administrator has since reset', async () => {
    const { pool, challenge } = await halfWay({
      ...BY_SMS,
      attributes: { ...BY_SMS.attributes, email: 'ana@example.com', email_verified: 'true' },
    });
    const code = lastCode();
    await asAdmin('AdminResetUserPassword', pool);

    await expect(refusal(respond(pool, challenge, { SMS_MFA_CODE: code }))).resolves.toBe(INVALID);
  });

  it('of a temporary password does not replace the one that has been chosen since', async () => {
    const pool = await addPool(sandbox);
    seed(pool, { status: 'FORCE_CHANGE_PASSWORD' });
    const [first, second] = [
      await signIn(sandbox, pool, 'ana', 'Right-horse-7'),
      await signIn(sandbox, pool, 'ana', 'Right-horse-7'),
    ];
    await respond(pool, first, { NEW_PASSWORD: 'Another-horse-8' });

    await expect(refusal(respond(pool, second, { NEW_PASSWORD: 'Stolen-horse-9' }))).resolves.toBe(INVALID);
    await expect(signIn(sandbox, pool, 'ana', 'Another-horse-8')).resolves.toHaveProperty('AuthenticationResult');
  });

  it('hands out no secret of an app to a user who was disabled in the meantime', async () => {
    const pool = await addPool(sandbox);
    await sandbox.cognito.call('SetUserPoolMfaConfig', {
      UserPoolId: pool.userPoolId,
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    seed(pool, {});
    const { Session } = await signIn(sandbox, pool, 'ana', 'Right-horse-7');
    await asAdmin('AdminDisableUser', pool);

    await expect(refusal(sandbox.cognito.call('AssociateSoftwareToken', { Session }))).resolves.toContain(
      'NotAuthorizedException',
    );
  });
});

describe('a code of a second factor', () => {
  it('verifies no address that came after the one it went to', async () => {
    const { pool, challenge } = await halfWay();
    const code = lastCode();
    const UserAttributes = [{ Name: 'phone_number', Value: '+15550009999' }];
    await asAdmin('AdminUpdateUserAttributes', pool, { UserAttributes });

    await expect(respond(pool, challenge, { SMS_MFA_CODE: code })).resolves.toHaveProperty('AuthenticationResult');
    expect(userOf(pool)?.attributes).toMatchObject({ phone_number_verified: 'false' });
  });
});

/** A function that goes on when it is told to, and not before. */
const addHeld = async (name: string) => {
  const go = join(await makeTemporaryDirectory(), 'go');
  const arn = addScripted(sandbox, name, { prints: 'started', waitsFor: go });
  return {
    arn,
    /** Does something while the function runs. */
    async meanwhile(act: () => Promise<unknown>) {
      await untilItRuns(sandbox, arn);
      await act();
      await writeFile(go, '');
    },
  };
};

describe('while a trigger runs', () => {
  it.each(
    ['PreAuthentication', 'PostAuthentication', 'PreTokenGeneration'].flatMap((trigger) => [
      [trigger, 'AdminDisableUser', 'NotAuthorizedException: User is disabled.'] as const,
      [trigger, 'AdminDeleteUser', 'UserNotFoundException: User does not exist.'] as const,
    ]),
  )('a user who is disabled or deleted gets no tokens: %s, %s', async (trigger, operation, told) => {
    const { arn, meanwhile } = await addHeld(trigger);
    const pool = await addPool(sandbox, { LambdaConfig: { [trigger]: arn } });
    seed(pool, {});

    const signingIn = refusal(signIn(sandbox, pool, 'ana', 'Right-horse-7'));
    await meanwhile(() => asAdmin(operation, pool));

    await expect(signingIn).resolves.toBe(told);
  });
});

describe('a refresh token', () => {
  const refresh = (clientId: string, REFRESH_TOKEN: string) =>
    sandbox.cognito.call('InitiateAuth', {
      ClientId: clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN },
    });

  it.each([
    ['AdminUserGlobalSignOut', 'NotAuthorizedException: Invalid Refresh Token'],
    ['AdminDisableUser', 'NotAuthorizedException: Invalid Refresh Token'],
    ['AdminDeleteUser', 'NotAuthorizedException: User does not exist.'],
  ])('brings nothing when it loses its worth while the trigger runs: %s', async (operation, told) => {
    const pool = await addPool(sandbox);
    seed(pool, {});
    const { AuthenticationResult } = await signIn(sandbox, pool, 'ana', 'Right-horse-7');
    const { arn, meanwhile } = await addHeld('slow');
    const LambdaConfig = { PreTokenGeneration: arn };
    await sandbox.cognito.call('UpdateUserPool', { UserPoolId: pool.userPoolId, LambdaConfig });
    const { RefreshToken } = AuthenticationResult as { RefreshToken: string };

    const refreshing = refusal(refresh(pool.clientId, RefreshToken));
    await meanwhile(() => asAdmin(operation, pool));

    await expect(refreshing).resolves.toBe(told);
  });
});
