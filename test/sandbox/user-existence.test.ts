import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SeedUser } from '../../sandbox/cognito/seed-user.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { srpSignIn } from '../support/srp-sign-in.ts';
import { addPool, type PoolAndClient, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startStillSandbox();
});
afterEach(() => sandbox.close());

const VERIFIED = { email: 'somebody@example.com', email_verified: 'true' };

const USERS: Readonly<Record<string, Partial<SeedUser> | null>> = {
  unknown: null,
  disabled: { enabled: false, attributes: VERIFIED },
  unconfirmed: { status: 'UNCONFIRMED', attributes: { email: 'somebody@example.com', email_verified: 'false' } },
  imported: { status: 'RESET_REQUIRED', attributes: VERIFIED },
  invited: { status: 'FORCE_CHANGE_PASSWORD', attributes: VERIFIED },
  unreachable: { attributes: { email: 'somebody@example.com' } },
  confirmed: { attributes: VERIFIED },
};
type Answers = Readonly<Record<keyof typeof USERS, string>>;

const FLOWS = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'];

/** Every kind of user under a name that says so, and a client. */
const world = async (PreventUserExistenceErrors: string): Promise<PoolAndClient> => {
  const pool = await addPool(
    sandbox,
    { AutoVerifiedAttributes: ['email'] },
    { PreventUserExistenceErrors, ExplicitAuthFlows: FLOWS },
  );
  for (const [username, user] of Object.entries(USERS)) {
    if (user !== null) sandbox.cognito.seedUser(pool.userPoolId, { username, password: 'Right-horse-7', ...user });
  }
  return pool;
};

type Act = (pool: PoolAndClient, username: string) => Promise<Record<string, unknown>>;

const withPassword =
  (operation: 'InitiateAuth' | 'AdminInitiateAuth', PASSWORD: string): Act =>
  (pool, USERNAME) =>
    sandbox.cognito.call(operation, {
      ...(operation === 'InitiateAuth' ? {} : { UserPoolId: pool.userPoolId }),
      ClientId: pool.clientId,
      AuthFlow: operation === 'InitiateAuth' ? 'USER_PASSWORD_AUTH' : 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    });

const bySrp =
  (password: string): Act =>
  (pool, username) =>
    srpSignIn(sandbox, pool, username, password);

const call =
  (operation: string, more: object = {}): Act =>
  (pool, Username) =>
    sandbox.cognito.call(operation, { ClientId: pool.clientId, Username, ...more });

const respond: Act = (pool, USERNAME) =>
  sandbox.cognito.call('RespondToAuthChallenge', {
    ClientId: pool.clientId,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: 'x'.repeat(64),
    ChallengeResponses: { USERNAME, NEW_PASSWORD: 'Another-horse-8' },
  });

/** What the client sees, and whether a message really went out. */
const observe = async (act: () => Promise<Record<string, unknown>>): Promise<string> => {
  const before = sandbox.cognito.outbox.length;
  try {
    const { AuthenticationResult, ChallengeName, CodeDeliveryDetails } = await act();
    if (AuthenticationResult !== undefined) return 'tokens';
    if (CodeDeliveryDetails === undefined) return String(ChallengeName ?? 'done');
    return sandbox.cognito.outbox.length > before ? 'a code' : 'a pretended code';
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
};

const GENERIC = 'NotAuthorizedException: Incorrect username or password.';
const NOBODY = 'UserNotFoundException: User does not exist.';
const NO_SUCH_USER = 'UserNotFoundException: Username/client id combination not found.';
const DISABLED = 'NotAuthorizedException: User is disabled.';
const UNCONFIRMED = 'UserNotConfirmedException: User is not confirmed.';
const RESET = 'PasswordResetRequiredException: Password reset required for the user';
const MISMATCH = 'CodeMismatchException: Invalid verification code provided, please try again.';
const EXPIRED = 'ExpiredCodeException: Invalid code provided, please request a code again.';
const NO_WAY =
  'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number';
const NOT_NOW = 'NotAuthorizedException: User password cannot be reset in the current state.';
const CONFIRMED_ALREADY = 'InvalidParameterException: User is already confirmed.';
const NO_SESSION = 'NotAuthorizedException: Invalid session for the user.';
const stateIs = (status: string) => `NotAuthorizedException: User cannot be confirmed. Current status is ${status}`;
const everybody = (answer: string): Answers => Object.fromEntries(Object.keys(USERS).map((name) => [name, answer]));

const WRONG: Readonly<Record<string, Answers>> = {
  LEGACY: { ...everybody(GENERIC), unknown: NOBODY, disabled: DISABLED, unconfirmed: UNCONFIRMED, imported: RESET },
  ENABLED: { ...everybody(GENERIC), unconfirmed: UNCONFIRMED },
};
const RIGHT: Readonly<Record<string, Answers>> = Object.fromEntries(
  Object.entries(WRONG).map(([setting, answers]) => [
    setting,
    { ...answers, invited: 'NEW_PASSWORD_REQUIRED', unreachable: 'tokens', confirmed: 'tokens' },
  ]),
);
const CONFIRM_SIGN_UP: Answers = {
  ...everybody(stateIs('CONFIRMED')),
  unconfirmed: EXPIRED,
  imported: stateIs('RESET_REQUIRED'),
  invited: stateIs('FORCE_CHANGE_PASSWORD'),
};

const TABLE: readonly [string, () => Act, Readonly<Record<string, Answers>>][] = [
  ['USER_PASSWORD_AUTH, wrong password', () => withPassword('InitiateAuth', 'wrong'), WRONG],
  ['USER_PASSWORD_AUTH, right password', () => withPassword('InitiateAuth', 'Right-horse-7'), RIGHT],
  ['ADMIN_USER_PASSWORD_AUTH, wrong password', () => withPassword('AdminInitiateAuth', 'wrong'), WRONG],
  ['ADMIN_USER_PASSWORD_AUTH, right password', () => withPassword('AdminInitiateAuth', 'Right-horse-7'), RIGHT],
  ['USER_SRP_AUTH, wrong password', () => bySrp('wrong'), WRONG],
  ['USER_SRP_AUTH, right password', () => bySrp('Right-horse-7'), RIGHT],
  [
    'RespondToAuthChallenge, no session of theirs',
    () => respond,
    { LEGACY: everybody(NO_SESSION), ENABLED: everybody(NO_SESSION) },
  ],
  [
    'ForgotPassword',
    () => call('ForgotPassword'),
    {
      LEGACY: {
        ...everybody('a code'),
        unknown: NO_SUCH_USER,
        disabled: DISABLED,
        unconfirmed: NO_WAY,
        unreachable: NO_WAY,
        invited: NOT_NOW,
      },
      ENABLED: {
        ...everybody('a code'),
        unknown: 'a pretended code',
        disabled: 'a pretended code',
        unconfirmed: 'a pretended code',
        unreachable: 'a pretended code',
        invited: NOT_NOW,
      },
    },
  ],
  [
    'ConfirmForgotPassword, no code out',
    () => call('ConfirmForgotPassword', { ConfirmationCode: '000000', Password: 'Another-horse-8' }),
    {
      LEGACY: { ...everybody(EXPIRED), unknown: NO_SUCH_USER, disabled: DISABLED },
      ENABLED: { ...everybody(EXPIRED), unknown: MISMATCH, disabled: MISMATCH },
    },
  ],
  [
    'ResendConfirmationCode',
    () => call('ResendConfirmationCode'),
    {
      LEGACY: {
        ...everybody(CONFIRMED_ALREADY),
        unknown: NO_SUCH_USER,
        disabled: DISABLED,
        unconfirmed: 'a code',
      },
      ENABLED: {
        ...everybody(CONFIRMED_ALREADY),
        unknown: 'a pretended code',
        disabled: 'a pretended code',
        unconfirmed: 'a code',
      },
    },
  ],
  [
    'ConfirmSignUp, no code out',
    () => call('ConfirmSignUp', { ConfirmationCode: '000000' }),
    {
      LEGACY: { ...CONFIRM_SIGN_UP, unknown: NO_SUCH_USER, disabled: DISABLED },
      ENABLED: { ...CONFIRM_SIGN_UP, unknown: MISMATCH, disabled: MISMATCH },
    },
  ],
];

describe.each(['LEGACY', 'ENABLED'] as const)('under PreventUserExistenceErrors %s', (setting) => {
  it.each(TABLE)('%s tells of each kind of user what it should', async (_title, act, expected) => {
    const pool = await world(setting);

    const answers: Record<string, string> = {};
    for (const username of Object.keys(USERS)) answers[username] = await observe(() => act()(pool, username));

    expect(answers).toEqual(expected[setting]);
  });

  it('a code that is out is told from a wrong one', async () => {
    const pool = await world(setting);
    await call('ForgotPassword')(pool, 'confirmed');
    const confirm = call('ConfirmForgotPassword', { ConfirmationCode: '------', Password: 'Another-horse-8' });

    await expect(observe(() => confirm(pool, 'confirmed'))).resolves.toBe(MISMATCH);
  });
});

describe('where only an administrator resets passwords', () => {
  it.each(['LEGACY', 'ENABLED'])('ForgotPassword says so, whoever asks, under %s', async (setting) => {
    const RecoveryMechanisms = [{ Name: 'admin_only', Priority: 1 }];
    const pool = await addPool(
      sandbox,
      { AccountRecoverySetting: { RecoveryMechanisms } },
      { PreventUserExistenceErrors: setting },
    );
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana', attributes: VERIFIED });
    const answers = [
      await observe(() => call('ForgotPassword')(pool, 'ana')),
      await observe(() => call('ForgotPassword')(pool, 'nobody')),
    ];

    expect(new Set(answers)).toEqual(new Set(['NotAuthorizedException: Contact administrator to reset password.']));
  });
});

describe.each(['LEGACY', 'ENABLED'])('too many resets within an hour, under %s', (setting) => {
  const TOO_MANY = 'LimitExceededException: Attempt limit exceeded, please try after some time.';

  it.each(['confirmed', 'unknown'])(
    'are refused to the %s, requests and redemptions counted together',
    async (name) => {
      const pool = await world(setting);
      const forgot = () => observe(() => call('ForgotPassword')(pool, name));
      const confirm = () =>
        observe(() =>
          call('ConfirmForgotPassword', { ConfirmationCode: '------', Password: 'Another-horse-8' })(pool, name),
        );

      const first = [await forgot()];
      for (let attempt = 2; attempt <= 20; attempt += 1) first.push(await confirm());

      expect(first).not.toContain(TOO_MANY);
      expect([await confirm(), await forgot()]).toEqual([TOO_MANY, TOO_MANY]);
      sandbox.clock.advanceMs(3_600_000);
      expect(await forgot()).toBe(first[0]);
    },
  );

  it('begin after as few as the control says', async () => {
    const pool = await world(setting);
    sandbox.cognito.controls.recoveryAttemptsPerHour = 1;
    await observe(() => call('ForgotPassword')(pool, 'confirmed'));

    await expect(observe(() => call('ForgotPassword')(pool, 'confirmed'))).resolves.toBe(TOO_MANY);
  });
});

describe('the lockout after wrong passwords', () => {
  it.each(['LEGACY', 'ENABLED'])('is for users who are there alone, under %s, too', async (setting) => {
    const pool = await world(setting);
    const told = async (username: string) => {
      for (let failure = 1; failure <= 5; failure += 1) {
        await observe(() => withPassword('InitiateAuth', 'wrong')(pool, username));
      }
      return observe(() => withPassword('InitiateAuth', 'wrong')(pool, username));
    };

    expect(await told('confirmed')).toBe('NotAuthorizedException: Password attempts exceeded');
    expect(await told('unknown')).toBe(setting === 'ENABLED' ? GENERIC : NOBODY);
  });
});

describe('a pretended code', () => {
  it.each([
    ['by SMS to a phone number', '+15550001234', ['email'], 'SMS'],
    ['by e-mail to an address', 'x@example.com', ['phone_number'], 'EMAIL'],
    ['by SMS where only phones are verified', 'nobody', ['phone_number'], 'SMS'],
    ['by e-mail otherwise', 'nobody', [], 'EMAIL'],
  ])('goes %s, always to the same place', async (_title, Username, AutoVerifiedAttributes, medium) => {
    const pool = await addPool(sandbox, { AutoVerifiedAttributes }, { PreventUserExistenceErrors: 'ENABLED' });

    const [first, second] = [
      await call('ForgotPassword')(pool, Username),
      await call('ForgotPassword')(pool, Username),
    ];

    expect(first).toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: medium } });
    expect(second).toEqual(first);
  });
});
