import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';

const password = 'Old-Password-1';
const email = 'ada@example.com';
const phone = '+491701234567';
const custom = (Name: string) => ({ Name, AttributeDataType: 'String', Mutable: true });
const Schema = [custom('prev_sub_id'), custom('prev_username')];

/** A kind of target, what people type there, and names of source users that a stranger might try. */
const kinds: [string, object, string, { Username: string; attributes?: Record<string, string> }[]][] = [
  [
    'usernames',
    { UsernameAttributes: undefined },
    'ada',
    [{ Username: 'Ada', attributes: { email: 'eve@example.com' } }],
  ],
  [
    'usernames and e-mail aliases',
    { UsernameAttributes: undefined, AliasAttributes: ['email'] },
    email,
    [{ Username: 'ADA' }, { Username: 'eve', attributes: { email } }],
  ],
  [
    'usernames, e-mail and phone aliases',
    { UsernameAttributes: undefined, AliasAttributes: ['email', 'phone_number'] },
    phone,
    [{ Username: 'eve', attributes: { phone_number: phone } }],
  ],
  ['e-mail addresses', { UsernameAttributes: ['email'] }, email, [{ Username: 'ADA@example.com' }]],
  [
    'phone numbers',
    { UsernameAttributes: ['phone_number'], AutoVerifiedAttributes: ['phone_number'] },
    phone,
    [{ Username: phone }],
  ],
  [
    'both',
    { UsernameAttributes: ['email', 'phone_number'], AutoVerifiedAttributes: ['email', 'phone_number'] },
    phone,
    [{ Username: email }, { Username: phone }, { Username: '+491700000000', attributes: { email } }],
  ],
];

describe.each(kinds)('a guarded target that signs in by %s', (_, targetPool, login, attempts) => {
  let world: CrossingWorld;
  beforeAll(async () => {
    world = await createCrossingWorld({
      sourcePool: {
        AutoVerifiedAttributes: ['email', 'phone_number'],
        UsernameConfiguration: { CaseSensitive: false },
      },
      targetPool: { Schema, ...targetPool },
      trigger: { guardSignUp: true },
      users: [
        {
          username: 'ada',
          password,
          attributes: { email, email_verified: 'true', phone_number: phone, phone_number_verified: 'true' },
        },
      ],
    });
    await world.indexLogins();
  });
  afterAll(() => world.close());

  it('keeps the names of a user for them, and lets them cross', async () => {
    for (const { Username, attributes = {} } of attempts) {
      const attempt = world.sandbox.cognito.call('SignUp', {
        ClientId: world.clientId,
        Username,
        Password: 'Stranger-Password-1',
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      });
      await expect(attempt, Username).rejects.toMatchObject({ name: 'UserLambdaValidationException' });
    }

    const { claims, refusal } = await world.signIn(login, password);

    expect(refusal).toBeUndefined();
    const row = await world.ledger.find(world.seeded.get('ada')?.sub ?? '');
    expect(row).toMatchObject({ state: 'bound', newSub: claims?.sub });
  });
});
