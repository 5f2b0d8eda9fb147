import {
  type AdminCreateUserCommandInput,
  AdminDeleteUserAttributesCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  type CreateUserPoolCommandInput,
  ListUsersCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AwsUnderTest,
  adminCreateUser,
  makeClient,
  makePool,
  refusal,
  startAwsUnderTest,
  toAttributes,
} from '../support/aws-under-test.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(() => aws.close());

type Values = Readonly<Record<string, string>>;

const create = (pool: string, username: string, values?: Values, more?: Partial<AdminCreateUserCommandInput>) =>
  adminCreateUser(aws, pool, username, values, more);

const update = (UserPoolId: string, Username: string, values: Values) =>
  aws.cognito.send(
    new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes: toAttributes(values) }),
  );

const usernameOf = async (UserPoolId: string, name: string): Promise<string> =>
  (await aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username: name }))).Username ?? '';

const signUp = async (UserPoolId: string, Username: string, values: Values = {}) => {
  const { id } = await makeClient(aws, UserPoolId);
  return aws.cognito.send(
    new SignUpCommand({ ClientId: id, Username, Password: 'Right-Password-1', UserAttributes: toAttributes(values) }),
  );
};

const insensitive = { UsernameConfiguration: { CaseSensitive: false } };
const PHONE = '+15550100';
const POOLS = {
  username: {},
  'e-mail alias': { AliasAttributes: ['email'] },
  'phone alias': { AliasAttributes: ['phone_number'] },
  'preferred_username alias': { AliasAttributes: ['preferred_username'] },
  'all aliases': { AliasAttributes: ['email', 'phone_number', 'preferred_username'] },
  'e-mail': { UsernameAttributes: ['email'] },
  phone: { UsernameAttributes: ['phone_number'] },
  'e-mail or phone': { UsernameAttributes: ['email', 'phone_number'] },
} satisfies Record<string, Partial<CreateUserPoolCommandInput>>;
type Kind = keyof typeof POOLS;

describe('the username of a new user', () => {
  it.each<[Kind, string, string]>([
    ['username', 'ana', 'taken'],
    ['username', 'ana@example.com', 'taken'],
    ['username', PHONE, 'taken'],
    ['e-mail alias', 'ana', 'taken'],
    ['e-mail alias', 'ana@example.com', 'Username cannot be of email format'],
    ['e-mail alias', PHONE, 'taken'],
    ['phone alias', 'ana@example.com', 'taken'],
    ['phone alias', PHONE, 'Username cannot be of phone number format'],
    ['preferred_username alias', 'ana@example.com', 'taken'],
    ['all aliases', 'ana', 'taken'],
    ['all aliases', PHONE, 'Username cannot be of phone number format'],
    ['e-mail', 'ana', 'Username should be an email.'],
    ['e-mail', PHONE, 'Username should be an email.'],
    ['e-mail', 'ana@example.com', 'taken'],
    ['phone', 'ana@example.com', 'Username should be a phone number.'],
    ['phone', PHONE, 'taken'],
    ['e-mail or phone', 'ana', 'Username should be either an email or a phone number.'],
    ['e-mail or phone', 'ana@example.com', 'taken'],
    ['e-mail or phone', PHONE, 'taken'],
  ])('in a pool that signs in by %s may or may not be %s: %s', async (kind, name, told) => {
    const [byAdmin, bySelf] = [await makePool(aws, POOLS[kind]), await makePool(aws, POOLS[kind])];
    const outcome = (call: Promise<unknown>) =>
      call.then(
        () => 'taken',
        ({ message }: Error) => message,
      );

    expect(await outcome(create(byAdmin, name))).toContain(told);
    expect(await outcome(signUp(bySelf, name))).toContain(told);
  });
});

describe('an attribute that may sign its user in', () => {
  it.each<[Kind, Values, string, boolean]>([
    ['e-mail alias', { email: 'ana@example.com' }, 'ana@example.com', false],
    ['e-mail alias', { email: 'ana@example.com', email_verified: 'true' }, 'ana@example.com', true],
    ['phone alias', { phone_number: PHONE }, PHONE, false],
    ['phone alias', { phone_number: PHONE, phone_number_verified: 'true' }, PHONE, true],
    ['phone alias', { email: 'ana@example.com', email_verified: 'true' }, 'ana@example.com', false],
    ['preferred_username alias', { preferred_username: 'annie' }, 'annie', true],
    ['username', { preferred_username: 'annie' }, 'annie', false],
    ['all aliases', { preferred_username: 'annie' }, 'annie', true],
    ['all aliases', { phone_number: PHONE, phone_number_verified: 'true' }, PHONE, true],
  ])('in a pool with %s: %o reaches the user by %s: %s', async (kind, values, name, reaches) => {
    const pool = await makePool(aws, POOLS[kind]);
    await create(pool, 'ana', values);

    const found = await usernameOf(pool, name).catch(({ name: error }: Error) => error);

    expect(found).toBe(reaches ? 'ana' : 'UserNotFoundException');
  });

  it('reaches the user by either address where both are usernames, verified or not', async () => {
    const pool = await makePool(aws, { ...POOLS['e-mail or phone'], ...insensitive });
    const { User } = await create(pool, 'Ana@example.com', { phone_number: PHONE });

    await expect(usernameOf(pool, 'ana@EXAMPLE.com')).resolves.toBe(User?.Username);
    await expect(usernameOf(pool, PHONE)).resolves.toBe(User?.Username);
    for (const Filter of ['email = "ana@example.com"', `phone_number = "${PHONE}"`, `username = "${User?.Username}"`]) {
      const { Users } = await aws.cognito.send(new ListUsersCommand({ UserPoolId: pool, Filter }));
      expect(Users?.map(({ Username }) => Username)).toEqual([User?.Username]);
    }
  });

  it.each<[Kind, string, Values, string]>([
    ['e-mail', 'ana@example.com', {}, 'ANA@example.com'],
    ['e-mail alias', 'ana', { email: 'ana@example.com', email_verified: 'true' }, 'Ana@Example.com'],
    ['preferred_username alias', 'ana', { preferred_username: 'Annie' }, 'aNNie'],
  ])(
    'in a pool that signs in by %s counts letter case only where the pool does',
    async (kind, username, values, name) => {
      const strict = await makePool(aws, POOLS[kind]);
      const lax = await makePool(aws, { ...POOLS[kind], ...insensitive });
      await create(strict, username, values);
      await create(lax, username, values);

      await expect(refusal(usernameOf(strict, name))).resolves.toContain('UserNotFoundException');
      await expect(usernameOf(lax, name)).resolves.toBeTruthy();
    },
  );
});

describe('a sign-in name that somebody has', () => {
  it.each<[Kind, string, Values, string, Values, string]>([
    ['username', 'ana', {}, 'ana', {}, 'UsernameExistsException: User account already exists'],
    [
      'e-mail',
      'ana@example.com',
      {},
      'ana@example.com',
      {},
      'UsernameExistsException: An account with the given email already exists.',
    ],
    [
      'e-mail or phone',
      'ana@example.com',
      { phone_number: PHONE },
      'bo@example.com',
      { phone_number: PHONE },
      'UsernameExistsException: An account with the given phone_number already exists.',
    ],
    [
      'phone alias',
      'ana',
      { phone_number: PHONE, phone_number_verified: 'true' },
      'bo',
      { phone_number: PHONE, phone_number_verified: 'true' },
      'AliasExistsException: An account with the given phone_number already exists.',
    ],
    [
      'preferred_username alias',
      'ana',
      { preferred_username: 'annie' },
      'bo',
      { preferred_username: 'annie' },
      'AliasExistsException: An account with the given preferred_username already exists.',
    ],
    ['preferred_username alias', 'ana', { preferred_username: 'annie' }, 'annie', {}, 'UsernameExistsException'],
    ['preferred_username alias', 'ana', {}, 'bo', { preferred_username: 'ana' }, 'AliasExistsException'],
  ])(
    'in a pool that signs in by %s: %s with %o keeps out %s with %o',
    async (kind, first, has, second, wants, told) => {
      const pool = await makePool(aws, POOLS[kind]);
      await create(pool, first, has);

      await expect(refusal(create(pool, second, wants))).resolves.toContain(told);
    },
  );

  it('is refused at sign-up, too', async () => {
    const pool = await makePool(aws, POOLS['e-mail or phone']);
    await create(pool, 'ana@example.com', { phone_number: PHONE });

    await expect(refusal(signUp(pool, 'ana@example.com'))).resolves.toBe(
      'UsernameExistsException: An account with the given email already exists.',
    );
    await expect(refusal(signUp(pool, 'bo@example.com', { phone_number: PHONE }))).resolves.toContain(
      'UsernameExistsException',
    );
  });

  it('moves by force from one verified address to another user, who loses it for good', async () => {
    const pool = await makePool(aws, POOLS['e-mail alias']);
    const address = { email: 'shared@example.com', email_verified: 'true' };
    await create(pool, 'ana', address);
    await create(pool, 'bo', address, { ForceAliasCreation: true });

    await update(pool, 'ana', { nickname: 'A' });

    await expect(usernameOf(pool, 'shared@example.com')).resolves.toBe('bo');
    const { UserAttributes } = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: pool, Username: 'ana' }));
    expect(UserAttributes).toContainEqual({ Name: 'email', Value: 'shared@example.com' });
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
  });

  it('does not move by force where it is a username or a preferred_username', async () => {
    const both = await makePool(aws, POOLS['e-mail or phone']);
    await create(both, 'ana@example.com', { phone_number: PHONE });
    const preferred = await makePool(aws, POOLS['preferred_username alias']);
    await create(preferred, 'ana', { preferred_username: 'annie' });
    const force = { ForceAliasCreation: true };

    await expect(refusal(create(both, 'bo@example.com', { phone_number: PHONE }, force))).resolves.toContain(
      'UsernameExistsException',
    );
    await expect(refusal(create(preferred, 'bo', { preferred_username: 'annie' }, force))).resolves.toContain(
      'AliasExistsException',
    );
  });

  it('is free again when its user changes it', async () => {
    const pool = await makePool(aws, POOLS['e-mail']);
    await create(pool, 'ana@example.com');
    await update(pool, 'ana@example.com', { email: 'ana@new.example.com' });

    await expect(create(pool, 'ana@example.com')).resolves.toHaveProperty('User');
    await expect(usernameOf(pool, 'ana@new.example.com')).resolves.toBeTruthy();
  });
});

describe('preferred_username as an alias', () => {
  it('cannot be had at sign-up', async () => {
    const pool = await makePool(aws, POOLS['preferred_username alias']);

    await expect(refusal(signUp(pool, 'ana', { preferred_username: 'annie' }))).resolves.toContain(
      'InvalidParameterException',
    );
  });
});

describe('AdminDeleteUserAttributes', () => {
  const remove = (UserPoolId: string, ...UserAttributeNames: string[]) =>
    aws.cognito.send(new AdminDeleteUserAttributesCommand({ UserPoolId, Username: 'ana', UserAttributeNames }));

  it('takes an address away together with its verified flag', async () => {
    const pool = await makePool(aws, POOLS['e-mail alias']);
    await create(pool, 'ana', { email: 'ana@example.com', email_verified: 'true', nickname: 'A' });

    await remove(pool, 'email');

    const { UserAttributes } = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: pool, Username: 'ana' }));
    expect(UserAttributes?.map(({ Name }) => Name)).toEqual(['sub', 'nickname']);
    await expect(refusal(usernameOf(pool, 'ana@example.com'))).resolves.toContain('UserNotFoundException');
  });

  it.each([
    ['one that the pool requires', 'given_name'],
    ['one that cannot be changed', 'custom:once'],
    ['one that the schema does not have', 'custom:none'],
    ['the sub', 'sub'],
  ])('refuses %s', async (_title, name) => {
    const pool = await makePool(aws, {
      Schema: [
        { Name: 'given_name', AttributeDataType: 'String', Required: true, Mutable: true },
        { Name: 'once', AttributeDataType: 'String', Mutable: false },
      ],
    });
    await create(pool, 'ana', { given_name: 'Ana', 'custom:once': 'x' });

    await expect(refusal(remove(pool, name))).resolves.toContain('InvalidParameterException');
  });

  it('refuses to leave a user without any of the attributes that are usernames', async () => {
    const pool = await makePool(aws, POOLS['e-mail']);
    await create(pool, 'ana@example.com');
    const call = new AdminDeleteUserAttributesCommand({
      UserPoolId: pool,
      Username: 'ana@example.com',
      UserAttributeNames: ['email'],
    });

    await expect(refusal(aws.cognito.send(call))).resolves.toContain('InvalidParameterException');
  });
});
