import {
  type AdminCreateUserCommandInput,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
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

const create = async (
  pool: string,
  name: string,
  values?: Record<string, string>,
  more?: Partial<AdminCreateUserCommandInput>,
) => {
  const { User } = await adminCreateUser(aws, pool, name, values, more);
  return { username: User?.Username ?? '', sub: User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value ?? '' };
};

const get = (UserPoolId: string, Username: string) =>
  aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username }));

const update = (UserPoolId: string, Username: string, values: Record<string, string>) =>
  aws.cognito.send(
    new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes: toAttributes(values) }),
  );

describe('the sub of a user', () => {
  it('is new for a name that is used again', async () => {
    const pool = await makePool(aws);
    const first = await create(pool, 'ana');
    await aws.cognito.send(new AdminDeleteUserCommand({ UserPoolId: pool, Username: 'ana' }));

    const second = await create(pool, 'ana');

    expect(second.sub).not.toBe(first.sub);
  });

  it('cannot be chosen', async () => {
    const pool = await makePool(aws);

    await expect(refusal(create(pool, 'ana', { sub: 'mine' }))).resolves.toContain('InvalidParameterException');
  });
});

describe('the sub as a name for administrators', () => {
  it('reaches a user of its pool alone, whatever the pool signs in by', async () => {
    const pool = await makePool(aws);
    const other = await makePool(aws);
    const { sub } = await create(pool, 'ana');
    await create(pool, 'bo');

    await update(pool, sub, { nickname: 'A' });

    await expect(get(pool, sub)).resolves.toMatchObject({ Username: 'ana' });
    await expect(get(pool, 'ana')).resolves.toMatchObject({
      UserAttributes: expect.arrayContaining([{ Name: 'nickname', Value: 'A' }]),
    });
    await expect(refusal(get(other, sub))).resolves.toContain('UserNotFoundException');
    await aws.cognito.send(new AdminDeleteUserCommand({ UserPoolId: pool, Username: sub }));
    await expect(refusal(get(pool, sub))).resolves.toContain('UserNotFoundException');
    await expect(get(pool, (await create(pool, 'ana')).sub)).resolves.toMatchObject({ Username: 'ana' });
  });
});

describe('a pool that signs in by username', () => {
  it('tells upper and lower case apart unless told not to', async () => {
    const sensitive = await makePool(aws);
    const folding = await makePool(aws, { UsernameConfiguration: { CaseSensitive: false } });
    await create(sensitive, 'Ana');
    await create(folding, 'Ana');

    await expect(refusal(get(sensitive, 'ana'))).resolves.toBe('UserNotFoundException: User does not exist.');
    await expect(get(folding, 'aNA')).resolves.toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD' });
    await expect(refusal(create(folding, 'ANA'))).resolves.toContain('UsernameExistsException');
    await expect(create(sensitive, 'ANA')).resolves.toMatchObject({ username: 'ANA' });
  });
});

describe('a pool with an e-mail alias', () => {
  const settings = { AliasAttributes: ['email' as const], UsernameConfiguration: { CaseSensitive: false } };

  it('refuses usernames that look like an address', async () => {
    const pool = await makePool(aws, settings);

    await expect(refusal(create(pool, 'ana@example.com'))).resolves.toContain('Username cannot be of email format');
  });

  it('finds a user by the address once it is verified', async () => {
    const pool = await makePool(aws, settings);
    await create(pool, 'ana', { email: 'ana@example.com' });
    await expect(refusal(get(pool, 'ana@example.com'))).resolves.toContain('UserNotFoundException');

    await update(pool, 'ana', { email_verified: 'true' });

    await expect(get(pool, 'Ana@Example.com')).resolves.toMatchObject({ Username: 'ana' });
  });

  it('gives a verified address to one user, unless the alias is forced', async () => {
    const pool = await makePool(aws, settings);
    const address = { email: 'shared@example.com', email_verified: 'true' };
    await create(pool, 'ana', address);

    await expect(refusal(create(pool, 'bo', address))).resolves.toContain('AliasExistsException');
    await create(pool, 'bo', address, { ForceAliasCreation: true });

    await expect(get(pool, 'shared@example.com')).resolves.toMatchObject({ Username: 'bo' });
  });

  it('lets several users carry an address that none has verified', async () => {
    const pool = await makePool(aws, settings);
    await create(pool, 'ana', { email: 'shared@example.com' });

    await expect(create(pool, 'bo', { email: 'shared@example.com' })).resolves.toMatchObject({ username: 'bo' });
  });
});

describe('a pool whose usernames are e-mail addresses', () => {
  const settings = { UsernameAttributes: ['email' as const], UsernameConfiguration: { CaseSensitive: false } };

  it('makes the sub the real username and finds the user by either', async () => {
    const pool = await makePool(aws, settings);

    const user = await create(pool, 'ana@example.com');

    expect(user.username).toBe(user.sub);
    await expect(get(pool, 'ANA@example.com')).resolves.toMatchObject({ Username: user.sub });
    await expect(get(pool, user.sub)).resolves.toMatchObject({ Username: user.sub });
  });

  it('refuses names that are no address, and another address beside the name', async () => {
    const pool = await makePool(aws, settings);

    await expect(refusal(create(pool, 'ana'))).resolves.toContain('Username should be an email');
    await expect(refusal(create(pool, 'ana@example.com', { email: 'bo@example.com' }))).resolves.toContain(
      'User email should be empty or same as username, since username attribute is email',
    );
  });

  it('gives an address to one user even when it is not verified', async () => {
    const pool = await makePool(aws, settings);
    await create(pool, 'ana@example.com');
    await create(pool, 'bo@example.com');

    await expect(refusal(create(pool, 'Ana@example.com'))).resolves.toContain('UsernameExistsException');
    await expect(refusal(update(pool, 'bo@example.com', { email: 'ANA@example.com' }))).resolves.toContain(
      'AliasExistsException',
    );
  });
});

describe('the attributes of a user', () => {
  const makeStrictPool = () =>
    makePool(aws, {
      Schema: [
        { Name: 'given_name', AttributeDataType: 'String', Required: true, Mutable: true },
        { Name: 'once', AttributeDataType: 'String', Mutable: false },
        { Name: 'age', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '18' } },
        {
          Name: 'code',
          AttributeDataType: 'String',
          StringAttributeConstraints: { MinLength: '2', MaxLength: '3' },
        },
      ],
    });

  it.each([
    ['an unknown one', { 'custom:none': 'x' }, 'Attribute does not exist in the schema'],
    ['a text where a number belongs', { 'custom:age': 'x' }, 'custom:age'],
    ['a number out of range', { 'custom:age': '17' }, 'custom:age'],
    ['a text that is too long', { 'custom:code': 'abcd' }, 'custom:code'],
    ['a text that is too short', { 'custom:code': 'a' }, 'custom:code'],
    ['an address without @', { email: 'ana' }, 'Invalid email address format'],
    ['a phone number without +', { phone_number: '123' }, 'Invalid phone number format'],
    ['a verified flag without its address', { email_verified: 'true' }, 'Email is required to verify'],
    ['a birthdate as CSV files write it', { birthdate: '02/28/1990' }, 'birthdate'],
  ])('are refused with %s', async (_title, values, told) => {
    const pool = await makeStrictPool();

    await expect(refusal(create(pool, 'ana', { given_name: 'Ana', ...values }))).resolves.toContain(told);
  });

  it('are refused without a required one at sign-up, but not by an administrator', async () => {
    const pool = await makeStrictPool();
    const { id: ClientId } = await makeClient(aws, pool);
    const signUp = new SignUpCommand({ ClientId, Username: 'bo', Password: 'Right-Password-1' });

    await expect(refusal(aws.cognito.send(signUp))).resolves.toContain('given_name: The attribute is required');
    await expect(create(pool, 'ana')).resolves.toMatchObject({ username: 'ana' });
  });

  it('can be set once where they are immutable', async () => {
    const pool = await makeStrictPool();
    await create(pool, 'ana', { given_name: 'Ana', 'custom:once': 'first' });

    await expect(refusal(update(pool, 'ana', { 'custom:once': 'second' }))).resolves.toContain(
      'user.custom:once: Attribute cannot be updated.',
    );
  });

  it('lose the verified flag when the address changes', async () => {
    const pool = await makePool(aws);
    await create(pool, 'ana', { email: 'old@example.com', email_verified: 'true' });

    await update(pool, 'ana', { email: 'new@example.com' });

    const { UserAttributes } = await get(pool, 'ana');
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
  });

  it('go away with an empty value', async () => {
    const pool = await makePool(aws);
    await create(pool, 'ana', { nickname: 'A' });

    await update(pool, 'ana', { nickname: '' });

    const { UserAttributes } = await get(pool, 'ana');
    expect(UserAttributes?.map(({ Name }) => Name)).toEqual(['sub']);
  });
});

describe('the temporary password of a user', () => {
  it.each([
    ['Short1!', 'Password not long enough'],
    ['alllower1!', 'Password must have uppercase characters'],
    ['NoNumbers!', 'Password must have numeric characters'],
    ['NoSymbols1', 'Password must have symbol characters'],
  ])('follows the policy of the pool: %s', async (TemporaryPassword, why) => {
    const pool = await makePool(aws);

    await expect(refusal(create(pool, 'ana', {}, { TemporaryPassword }))).resolves.toBe(
      `InvalidPasswordException: Password did not conform with policy: ${why}`,
    );
  });
});
