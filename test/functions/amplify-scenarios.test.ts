import { Amplify } from 'aws-amplify';
import {
  confirmResetPassword,
  confirmSignIn,
  fetchAuthSession,
  resetPassword,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';

/** What people meet in an app built with aws-amplify, while its user pool is being replaced by another. */
const password = 'Old-Password-1';
const chosen = 'New-Password-2';
const address = (name: string) => `${name}@example.com`;
const person = (username: string, overrides: object = {}) => ({
  username,
  password,
  attributes: { email: address(username), email_verified: 'true' },
  ...overrides,
});
const tokenApp = { methods: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' };
const incorrect = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

let world: CrossingWorld;
const startWorld = async (options: Parameters<typeof createCrossingWorld>[0]) => {
  world = await createCrossingWorld(options);
  await world.indexLogins();
  Amplify.configure(world.amplify);
};

const enter = (name: string, typed = password) =>
  signIn({ username: address(name), password: typed, options: { authFlowType: 'USER_PASSWORD_AUTH' } });
const claimsNow = async () => (await fetchAuthSession()).tokens?.idToken?.payload;
const oldSub = (name: string) => world.seeded.get(name)?.sub ?? '';
const rowOf = (name: string) => world.ledger.find(oldSub(name));
const codeSentTo = (name: string) => {
  const { outbox } = world.sandbox.cognito;
  return outbox.filter(({ destination, userPoolId }) => destination === name && userPoolId === world.target.userPoolId);
};
const resetByCode = async (name: string) => {
  await resetPassword({ username: address(name) });
  const confirmationCode = codeSentTo(address(name)).at(-1)?.code ?? '';
  await confirmResetPassword({ username: address(name), confirmationCode, newPassword: chosen });
};
const signUpAs = (name: string, userAttributes: Record<string, string> = {}) =>
  signUp({ username: address(name), password: 'Stranger-Password-1', options: { userAttributes } });
const administer = (operation: string, Username: string) =>
  world.sandbox.cognito.call(operation, { UserPoolId: world.target.userPoolId, Username });

describe('in an app built with aws-amplify', () => {
  beforeAll(() =>
    startWorld({
      sourcePool: { MfaConfiguration: 'OPTIONAL' },
      trigger: { guardSignUp: true },
      users: [
        ...['ada', 'mistaken', 'forgetful', 'squatted', 'banned', 'hunted', 'victim'].map((name) => person(name)),
        person('careful', { mfa: tokenApp }),
        person('temporary', { status: 'FORCE_CHANGE_PASSWORD' }),
        person('disabled', { enabled: false }),
        person('doubtful', { attributes: { email: address('hunted2'), email_verified: 'false' } }),
      ],
    }),
  );
  afterEach(() => signOut());
  afterAll(() => world.close());

  it('signing in is as before, and the account is the one bound to who they were', async () => {
    await expect(enter('ada')).resolves.toMatchObject({ isSignedIn: true, nextStep: { signInStep: 'DONE' } });

    expect(await claimsNow()).toMatchObject({ email: address('ada'), 'custom:prev_sub_id': oldSub('ada') });
    expect(await rowOf('ada')).toMatchObject({ state: 'bound', newSub: (await claimsNow())?.sub });
  });

  it('a wrong password is a wrong password, and the right one still works', async () => {
    await expect(enter('mistaken', 'Wrong-Password-1')).rejects.toMatchObject(incorrect);
    await expect(enter('nobody', 'Wrong-Password-1')).rejects.toMatchObject(incorrect);

    await expect(enter('mistaken')).resolves.toHaveProperty('isSignedIn', true);
  });

  it('a forgotten password is reset by a code, and nobody is told who exists', async () => {
    await resetByCode('forgetful');
    await expect(resetPassword({ username: address('nobody') })).resolves.toMatchObject({
      nextStep: { resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE' },
    });

    await expect(enter('forgetful')).rejects.toMatchObject(incorrect);
    await expect(enter('forgetful', chosen)).resolves.toHaveProperty('isSignedIn', true);
    expect(await rowOf('forgetful')).toMatchObject({ state: 'bound' });
    expect(codeSentTo(address('nobody'))).toEqual([]);
  });

  it.each(['careful', 'temporary', 'disabled'])(
    '%s users get in by no way that the settings do not open',
    async (name) => {
      await expect(enter(name)).rejects.toMatchObject(incorrect);
      if (name !== 'temporary') await resetPassword({ username: address(name) });

      expect(await rowOf(name)).toBeUndefined();
      expect(codeSentTo(address(name))).toEqual([]);
    },
  );

  it('a stranger cannot sign up with an address whose owner is still to come', async () => {
    await expect(signUpAs('squatted')).rejects.toMatchObject({ name: 'UserLambdaValidationException' });

    await expect(enter('squatted')).resolves.toHaveProperty('isSignedIn', true);
  });

  it('somebody who was banned does not come back by the old password, nor to their old data', async () => {
    await enter('banned');
    const before = await claimsNow();
    await signOut();
    await administer('AdminDeleteUser', address('banned'));

    await expect(enter('banned')).rejects.toMatchObject(incorrect);
    await resetPassword({ username: address('banned') });
    expect(codeSentTo(address('banned'))).toEqual([]);
    await signUpAs('banned', { 'custom:prev_sub_id': oldSub('banned') });
    await administer('AdminConfirmSignUp', address('banned'));
    await enter('banned', 'Stranger-Password-1');

    expect((await claimsNow())?.sub).not.toBe(before?.sub);
    expect(await rowOf('banned')).toMatchObject({ newSub: before?.sub });
  });

  it('an attacker who claims first gets nothing: the code goes to the owner, who crosses by it', async () => {
    await resetPassword({ username: address('hunted') });
    await expect(signUpAs('hunted')).rejects.toThrow();
    await expect(
      confirmResetPassword({
        username: address('hunted'),
        confirmationCode: '000000',
        newPassword: 'Theirs-Password-3',
      }),
    ).rejects.toHaveProperty('name', 'CodeMismatchException');
    await expect(enter('hunted', 'Theirs-Password-3')).rejects.toMatchObject(incorrect);

    await resetByCode('hunted');
    await enter('hunted', chosen);

    expect(await rowOf('hunted')).toMatchObject({ state: 'bound', newSub: (await claimsNow())?.sub });
  });

  it('an attacker who holds an address unverified in the old pool does not get it by the right password', async () => {
    await expect(enter('hunted2')).rejects.toMatchObject(incorrect);
    await resetPassword({ username: address('hunted2') });

    expect(await rowOf('doubtful')).toBeUndefined();
    expect(codeSentTo(address('hunted2'))).toEqual([]);
  });

  it('another’s custom:prev_sub_id, written by oneself, takes nothing from its owner', async () => {
    await signUpAs('thief', { 'custom:prev_sub_id': oldSub('victim') });
    await administer('AdminConfirmSignUp', address('thief'));
    await enter('thief', 'Stranger-Password-1');
    expect(await rowOf('victim')).toBeUndefined();
    await signOut();

    await enter('victim');

    expect(await rowOf('victim')).toMatchObject({ state: 'bound', newSub: (await claimsNow())?.sub });
  });
});

describe.each(['reset', 'accept'] as const)(
  'with users.mfa.passwordOnly "%s" and temporary passwords reset',
  (passwordOnly) => {
    beforeAll(() =>
      startWorld({
        sourcePool: { MfaConfiguration: 'OPTIONAL' },
        targetPool: { MfaConfiguration: 'OPTIONAL' },
        rules: { mfa: { passwordOnly }, temporaryPasswords: 'reset' },
        users: [
          person('careful', { mfa: tokenApp }),
          person('texted', {
            attributes: {
              ...person('texted').attributes,
              phone_number: '+12025550143',
              phone_number_verified: 'true',
            },
            mfa: { methods: ['SMS_MFA'], preferred: 'SMS_MFA' },
          }),
          person('temporary', { status: 'FORCE_CHANGE_PASSWORD' }),
        ],
      }),
    );
    afterEach(() => signOut());
    afterAll(() => world.close());

    it('a user of an authenticator app crosses as the setting says', async () => {
      if (passwordOnly === 'accept') {
        await expect(enter('careful')).resolves.toHaveProperty('isSignedIn', true);
      } else {
        await expect(enter('careful')).rejects.toMatchObject(incorrect);
        await resetByCode('careful');
        await expect(enter('careful', chosen)).resolves.toHaveProperty('isSignedIn', true);
      }
      expect(await rowOf('careful')).toMatchObject({ state: 'bound' });
      expect(world.outputOf('migrate-user')).toContain('"Downgraded":1');
    });

    it('a user of codes by SMS keeps them', async () => {
      const { nextStep } = await enter('texted');
      expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_SMS_CODE');
      const challengeResponse = codeSentTo('+12025550143').at(-1)?.code ?? '';

      await expect(confirmSignIn({ challengeResponse })).resolves.toHaveProperty('isSignedIn', true);
      expect(await rowOf('texted')).toMatchObject({ state: 'bound', newSub: (await claimsNow())?.sub });
    });

    it('a temporary password opens nothing, and the user chooses one by a code', async () => {
      await expect(enter('temporary')).rejects.toMatchObject(incorrect);
      await resetByCode('temporary');

      await expect(enter('temporary', chosen)).resolves.toHaveProperty('isSignedIn', true);
      expect(await rowOf('temporary')).toMatchObject({ state: 'bound' });
    });
  },
);
