import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn, signOut, signUp } from 'aws-amplify/auth';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { addPool, addScripted } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'amplify', dynamodb: 'none' });
});
afterAll(() => sandbox.close());

const ana = 'ana@example.com';
const MIGRATED = {
  userAttributes: { email: ana, email_verified: 'true' },
  finalUserStatus: 'CONFIRMED',
  messageAction: 'SUPPRESS',
};

const signInAs = (username: string, password: string) =>
  signIn({ username, password, options: { authFlowType: 'USER_PASSWORD_AUTH' } });

describe.each(['LEGACY', 'ENABLED'])('aws-amplify with a client under %s', (PreventUserExistenceErrors) => {
  beforeEach(async () => {
    const { userPoolId, clientId } = await addPool(
      sandbox,
      {
        UsernameAttributes: ['email'],
        UsernameConfiguration: { CaseSensitive: false },
        LambdaConfig: {
          UserMigration: addScripted(sandbox, 'migrating', { response: MIGRATED }),
          PreSignUp: addScripted(sandbox, 'guarding', { throws: 'this name is taken' }),
          PreTokenGeneration: addScripted(sandbox, 'telling', {
            response: { claimsOverrideDetails: { claimsToAddOrOverride: { tenant: 'north' } } },
          }),
        },
      },
      { PreventUserExistenceErrors },
    );
    sandbox.cognito.controls.preSignUpAfterMigration = null;
    Amplify.configure({
      Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: sandbox.url } },
    });
  });
  afterEach(() => signOut());

  it('signs a user in who is migrated with it, and reads the claims that a function added', async () => {
    await expect(signInAs(ana, 'right')).resolves.toHaveProperty('isSignedIn', true);

    const { tokens } = await fetchAuthSession();
    expect(tokens?.idToken?.payload).toMatchObject({ email: ana, tenant: 'north' });
  });

  it('shows the refusal of a wrong password after the migration', async () => {
    await signInAs(ana, 'right');
    await signOut();

    await expect(signInAs(ana, 'wrong')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  it('shows the words of a function that refuses a sign-up', async () => {
    await expect(signUp({ username: 'bo@example.com', password: 'Right-horse-7' })).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error this name is taken.',
    });
  });
});
