import { Amplify } from 'aws-amplify';
import { confirmResetPassword, fetchUserAttributes, resetPassword, signIn, signOut } from 'aws-amplify/auth';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { addPool, type PoolAndClient } from '../support/trigger-world.ts';

let sandbox: Sandbox;
let pool: PoolAndClient;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'amplify', dynamodb: 'none' });
  pool = await addPool(
    sandbox,
    { UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } },
    { PreventUserExistenceErrors: 'ENABLED' },
  );
  for (const name of ['ana', 'bo']) {
    sandbox.cognito.seedUser(pool.userPoolId, {
      username: `${name}@example.com`,
      attributes: { email: `${name}@example.com`, email_verified: 'true' },
      ...(name === 'ana' ? { password: 'Right-horse-7' } : { status: 'RESET_REQUIRED' }),
    });
  }
  Amplify.configure({
    Auth: {
      Cognito: { userPoolId: pool.userPoolId, userPoolClientId: pool.clientId, userPoolEndpoint: sandbox.url },
    },
  });
});
afterEach(() => signOut());
afterAll(() => sandbox.close());

const signInAs = (username: string, password: string) =>
  signIn({ username, password, options: { authFlowType: 'USER_PASSWORD_AUTH' } });

describe('aws-amplify', () => {
  it('signs in with a password and reads who that is', async () => {
    const { isSignedIn } = await signInAs('Ana@example.com', 'Right-horse-7');

    expect(isSignedIn).toBe(true);
    await expect(fetchUserAttributes()).resolves.toMatchObject({ email: 'ana@example.com', email_verified: 'true' });
  });

  it.each(['ana@example.com', 'nobody@example.com', 'bo@example.com'])(
    'shows one and the same refusal for %s with a wrong password',
    async (username) => {
      await expect(signInAs(username, 'wrong')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      });
    },
  );

  it('resets a password by code', async () => {
    await resetPassword({ username: 'bo@example.com' });
    const confirmationCode = sandbox.cognito.outbox.at(-1)?.code ?? '';

    await confirmResetPassword({ username: 'bo@example.com', confirmationCode, newPassword: 'Another-horse-8' });

    await expect(signInAs('bo@example.com', 'Another-horse-8')).resolves.toHaveProperty('isSignedIn', true);
  });
});
