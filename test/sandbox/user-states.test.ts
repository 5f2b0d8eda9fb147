import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { srpSignIn } from '../support/srp-sign-in.ts';
import { addPool, type PoolAndClient, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startStillSandbox();
});
afterEach(() => sandbox.close());

const STATES = [
  'CONFIRMED',
  'UNCONFIRMED',
  'RESET_REQUIRED',
  'FORCE_CHANGE_PASSWORD',
  'EXTERNAL_PROVIDER',
  'ARCHIVED',
  'COMPROMISED',
  'UNKNOWN',
] as const;
type State = (typeof STATES)[number] | 'disabled';

const ALL: readonly State[] = [...STATES, 'disabled'];

const userIn = async (state: State): Promise<PoolAndClient> => {
  const pool = await addPool(
    sandbox,
    { AutoVerifiedAttributes: ['email'] },
    { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'] },
  );
  sandbox.cognito.seedUser(pool.userPoolId, {
    username: 'ana',
    password: 'Right-horse-7',
    attributes: { email: 'ana@example.com', email_verified: 'true' },
    ...(state === 'disabled' ? { enabled: false } : { status: state }),
  });
  return pool;
};

const asUser =
  (operation: string, more: object = {}) =>
  (pool: PoolAndClient) =>
    sandbox.cognito.call(operation, { ClientId: pool.clientId, Username: 'ana', ...more });

const asAdmin =
  (operation: string, more: object = {}) =>
  (pool: PoolAndClient) =>
    sandbox.cognito.call(operation, { UserPoolId: pool.userPoolId, Username: 'ana', ...more });

const resetByCode = async (pool: PoolAndClient) => {
  await asUser('ForgotPassword')(pool);
  const ConfirmationCode = sandbox.cognito.outbox.at(-1)?.code;
  return asUser('ConfirmForgotPassword', { ConfirmationCode, Password: 'Another-horse-8' })(pool);
};

/** The error, or what the user is and gets afterwards. */
const outcome = async (pool: PoolAndClient, act: (pool: PoolAndClient) => Promise<Record<string, unknown>>) => {
  try {
    const { AuthenticationResult, ChallengeName } = await act(pool);
    if (AuthenticationResult !== undefined) return 'tokens';
    if (ChallengeName !== undefined) return ChallengeName;
    return sandbox.cognito.snapshot(pool.userPoolId).users[0]?.status;
  } catch (error) {
    return (error as Error).name;
  }
};

const NOT_AUTHORIZED = 'NotAuthorizedException';
type Outcomes = Partial<Record<State, string>>;
const all = (value: string): Outcomes => Object.fromEntries(ALL.map((state) => [state, value]));
const unchanged: Outcomes = { ...Object.fromEntries(STATES.map((state) => [state, state])), disabled: 'CONFIRMED' };

const SIGN_IN: Outcomes = {
  ...all(NOT_AUTHORIZED),
  CONFIRMED: 'tokens',
  UNCONFIRMED: 'UserNotConfirmedException',
  RESET_REQUIRED: 'PasswordResetRequiredException',
  FORCE_CHANGE_PASSWORD: 'NEW_PASSWORD_REQUIRED',
};

const TABLE: readonly [string, () => (pool: PoolAndClient) => Promise<Record<string, unknown>>, Outcomes][] = [
  ['signs in with the right password', () => (pool) => signIn(sandbox, pool, 'ana', 'Right-horse-7'), SIGN_IN],
  ['signs in by SRP', () => (pool) => srpSignIn(sandbox, pool, 'ana', 'Right-horse-7'), SIGN_IN],
  [
    'asks for a reset code',
    () => asUser('ForgotPassword'),
    {
      ...unchanged,
      FORCE_CHANGE_PASSWORD: NOT_AUTHORIZED,
      EXTERNAL_PROVIDER: NOT_AUTHORIZED,
      disabled: NOT_AUTHORIZED,
    },
  ],
  [
    'sets a password by code',
    () => resetByCode,
    {
      ...all('CONFIRMED'),
      FORCE_CHANGE_PASSWORD: NOT_AUTHORIZED,
      EXTERNAL_PROVIDER: NOT_AUTHORIZED,
      disabled: NOT_AUTHORIZED,
    },
  ],
  [
    'has the sign-up code sent again',
    () => asUser('ResendConfirmationCode'),
    { ...all('InvalidParameterException'), UNCONFIRMED: 'UNCONFIRMED', disabled: NOT_AUTHORIZED },
  ],
  [
    'gets a permanent password from an administrator',
    () => asAdmin('AdminSetUserPassword', { Password: 'Another-horse-8', Permanent: true }),
    all('CONFIRMED'),
  ],
  [
    'gets a temporary password from an administrator',
    () => asAdmin('AdminSetUserPassword', { Password: 'Another-horse-8', Permanent: false }),
    all('FORCE_CHANGE_PASSWORD'),
  ],
  [
    'is reset by an administrator',
    () => asAdmin('AdminResetUserPassword'),
    {
      ...all('RESET_REQUIRED'),
      UNCONFIRMED: NOT_AUTHORIZED,
      FORCE_CHANGE_PASSWORD: NOT_AUTHORIZED,
      EXTERNAL_PROVIDER: NOT_AUTHORIZED,
      disabled: NOT_AUTHORIZED,
    },
  ],
  [
    'is confirmed by an administrator',
    () => asAdmin('AdminConfirmSignUp'),
    { ...all(NOT_AUTHORIZED), UNCONFIRMED: 'CONFIRMED' },
  ],
  [
    'is invited again by an administrator',
    () => asAdmin('AdminCreateUser', { MessageAction: 'RESEND' }),
    { ...all('UnsupportedUserStateException'), FORCE_CHANGE_PASSWORD: 'FORCE_CHANGE_PASSWORD' },
  ],
];

describe('a user in each state', () => {
  it.each(TABLE)('%s, or is refused', async (_title, act, expected) => {
    const outcomes: Outcomes = {};
    for (const state of ALL) outcomes[state] = String(await outcome(await userIn(state), act()));

    expect(outcomes).toEqual(expected);
  });
});

describe('the invitation of a user', () => {
  it.each([
    ['EMAIL', { phone_number: '+15550100' }],
    ['SMS', { email: 'ana@example.com' }],
  ])('by %s needs the address for it', async (medium, attributes) => {
    const { userPoolId } = await addPool(sandbox);
    const create = (more: object) =>
      sandbox.cognito.call('AdminCreateUser', {
        UserPoolId: userPoolId,
        Username: 'ana',
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
        ...more,
      });

    await expect(refusal(create({ DesiredDeliveryMediums: [medium] }))).resolves.toContain('InvalidParameterException');
    expect(sandbox.cognito.snapshot(userPoolId).users).toEqual([]);
    await create({ DesiredDeliveryMediums: [medium], MessageAction: 'SUPPRESS' });
  });
});

describe('AdminResetUserPassword', () => {
  it('takes the password away and sends a code that sets another one', async () => {
    const pool = await userIn('CONFIRMED');

    await asAdmin('AdminResetUserPassword')(pool);
    const ConfirmationCode = sandbox.cognito.outbox.at(-1)?.code;
    const between = await outcome(pool, (it) => signIn(sandbox, it, 'ana', 'Right-horse-7'));
    await asUser('ConfirmForgotPassword', { ConfirmationCode, Password: 'Another-horse-8' })(pool);

    expect(between).toBe('PasswordResetRequiredException');
    await expect(signIn(sandbox, pool, 'ana', 'Another-horse-8')).resolves.toHaveProperty('AuthenticationResult');
  });

  it('leaves a user who is signed in no way around the code', async () => {
    const pool = await userIn('CONFIRMED');
    const { AuthenticationResult } = await signIn(sandbox, pool, 'ana', 'Right-horse-7');
    const { AccessToken } = AuthenticationResult as { AccessToken: string };
    await asAdmin('AdminResetUserPassword')(pool);

    await expect(
      outcome(pool, () => sandbox.cognito.call('ChangePassword', { AccessToken, ProposedPassword: 'Another-horse-8' })),
    ).resolves.toBe('PasswordResetRequiredException');
  });

  it('needs a way to send the code, and self-service recovery', async () => {
    const reach = await addPool(sandbox);
    const adminOnly = await addPool(sandbox, {
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
    });
    for (const pool of [reach, adminOnly]) sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana' });

    await expect(outcome(reach, asAdmin('AdminResetUserPassword'))).resolves.toBe('InvalidParameterException');
    await expect(outcome(adminOnly, asAdmin('AdminResetUserPassword'))).resolves.toBe('InvalidParameterException');
  });

  it('helps a user whose temporary password has expired', async () => {
    const pool = await userIn('CONFIRMED');
    await asAdmin('AdminSetUserPassword', { Password: 'Another-horse-8', Permanent: false })(pool);
    sandbox.clock.advanceMs(8 * 86_400_000);

    await expect(outcome(pool, asAdmin('AdminResetUserPassword'))).resolves.toBe('RESET_REQUIRED');
  });
});

describe('AdminUserGlobalSignOut', () => {
  it('ends all tokens of the user', async () => {
    const pool = await userIn('CONFIRMED');
    const { AuthenticationResult } = await signIn(sandbox, pool, 'ana', 'Right-horse-7');
    const { AccessToken } = AuthenticationResult as { AccessToken: string };

    await asAdmin('AdminUserGlobalSignOut')(pool);

    await expect(sandbox.cognito.call('GetUser', { AccessToken })).rejects.toThrow('Access Token has been revoked');
  });
});
