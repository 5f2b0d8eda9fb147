import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { addPool, type PoolAndClient, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startStillSandbox();
});
afterEach(() => sandbox.close());

const PREV = { Name: 'prev', AttributeDataType: 'String', Mutable: true };
const ALIASES = { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] };

const world = async (settings: object = ALIASES, clientSettings: object = {}) => {
  const pool = await addPool(sandbox, { Schema: [PREV], ...settings }, clientSettings);
  for (const username of ['ana', 'bo']) {
    sandbox.cognito.seedUser(pool.userPoolId, {
      username,
      password: 'Right-horse-7',
      attributes: { email: `${username}@example.com`, email_verified: 'true' },
    });
  }
  return { pool, AccessToken: await accessToken(pool, 'ana', 'Right-horse-7') };
};

const accessToken = async (pool: PoolAndClient, username: string, password: string): Promise<string> => {
  const { AuthenticationResult } = await signIn(sandbox, pool, username, password);
  return (AuthenticationResult as { AccessToken: string }).AccessToken;
};

const call = (operation: string, request: object) => sandbox.cognito.call(operation, request);
const change = (AccessToken: string, attributes: Record<string, string>) =>
  call('UpdateUserAttributes', {
    AccessToken,
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  });
const verify = (AccessToken: string, Code: string | undefined) =>
  call('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code });
const attributesOf = ({ userPoolId }: PoolAndClient) =>
  sandbox.cognito.snapshot(userPoolId).users.find(({ username }) => username === 'ana')?.attributes;

describe('an e-mail address that users change themselves', () => {
  it('is unverified and no alias until the code that went there comes back', async () => {
    const { pool, AccessToken } = await world();

    const { CodeDeliveryDetailsList } = await change(AccessToken, { email: 'new@example.com' });
    const sent = sandbox.cognito.outbox.at(-1);
    const between = attributesOf(pool);
    await expect(signIn(sandbox, pool, 'ana@example.com', 'Right-horse-7')).rejects.toThrow('User does not exist.');
    await verify(AccessToken, sent?.code);

    expect(CodeDeliveryDetailsList).toMatchObject([{ AttributeName: 'email', DeliveryMedium: 'EMAIL' }]);
    expect(sent).toMatchObject({ kind: 'verify-email', destination: 'new@example.com' });
    expect(between).toMatchObject({ email: 'new@example.com', email_verified: 'false' });
    expect(attributesOf(pool)).toMatchObject({ email: 'new@example.com', email_verified: 'true' });
    await expect(signIn(sandbox, pool, 'new@example.com', 'Right-horse-7')).resolves.toHaveProperty(
      'AuthenticationResult',
    );
  });

  it('leaves the old one in place until then, where the pool says so', async () => {
    const { pool, AccessToken } = await world({
      ...ALIASES,
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    });

    await change(AccessToken, { email: 'new@example.com' });
    const between = attributesOf(pool);
    await verify(AccessToken, sandbox.cognito.outbox.at(-1)?.code);

    expect(between).toMatchObject({ email: 'ana@example.com', email_verified: 'true' });
    expect(attributesOf(pool)).toMatchObject({ email: 'new@example.com', email_verified: 'true' });
  });

  it('never takes the verified alias of somebody else', async () => {
    const { pool, AccessToken } = await world();
    await change(AccessToken, { email: 'bo@example.com' });

    await expect(refusal(verify(AccessToken, sandbox.cognito.outbox.at(-1)?.code))).resolves.toContain(
      'AliasExistsException',
    );
    expect(attributesOf(pool)).toMatchObject({ email_verified: 'false' });
  });

  it('is not verified by a wrong code, nor by one that is more than a day old', async () => {
    const { pool, AccessToken } = await world();
    await change(AccessToken, { email: 'new@example.com' });
    const code = sandbox.cognito.outbox.at(-1)?.code;

    await expect(refusal(verify(AccessToken, '------'))).resolves.toContain('CodeMismatchException');
    sandbox.clock.advanceMs(86_400_001);
    const later = await accessToken(pool, 'ana', 'Right-horse-7');

    await expect(refusal(verify(later, code))).resolves.toContain('ExpiredCodeException');
  });

  it('is not verified by a code that went to another one', async () => {
    const { pool, AccessToken } = await world();
    await change(AccessToken, { email: 'new@example.com' });
    const code = sandbox.cognito.outbox.at(-1)?.code;
    await call('AdminUpdateUserAttributes', {
      UserPoolId: pool.userPoolId,
      Username: 'ana',
      UserAttributes: [{ Name: 'email', Value: 'admin@example.com' }],
    });

    await expect(refusal(verify(AccessToken, code))).resolves.toContain('ExpiredCodeException');
    expect(attributesOf(pool)).toMatchObject({ email: 'admin@example.com', email_verified: 'false' });
  });

  it('can have its code sent again', async () => {
    const { AccessToken } = await world();
    await change(AccessToken, { email: 'new@example.com' });
    const first = sandbox.cognito.outbox.at(-1);

    await call('GetUserAttributeVerificationCode', { AccessToken, AttributeName: 'email' });

    const second = sandbox.cognito.outbox.at(-1);
    expect(second?.destination).toBe('new@example.com');
    await expect(refusal(verify(AccessToken, first?.code))).resolves.toContain('CodeMismatchException');
    await verify(AccessToken, second?.code);
  });
});

describe('attributes that users write themselves', () => {
  it.each([
    ['email_verified', 'true'],
    ['custom:prev', 'x'],
  ])('cannot be %s, beyond the rights of the client', async (name, value) => {
    const { AccessToken } = await world(ALIASES, { WriteAttributes: ['email', 'name'] });

    await expect(refusal(change(AccessToken, { [name]: value }))).resolves.toBe(
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    );
  });

  it('can be a forged previous sub, where nothing forbids it', async () => {
    const { pool, AccessToken } = await world();

    await change(AccessToken, { 'custom:prev': 'the sub of somebody else' });

    expect(attributesOf(pool)).toMatchObject({ 'custom:prev': 'the sub of somebody else' });
  });
});

describe('ChangePassword', () => {
  it('wants the previous password, and counts wrong ones towards the lockout', async () => {
    const { pool, AccessToken } = await world();
    const to = (PreviousPassword: string) =>
      call('ChangePassword', { AccessToken, PreviousPassword, ProposedPassword: 'Another-horse-8' });

    for (let failure = 1; failure <= 5; failure += 1) {
      await expect(refusal(to('wrong'))).resolves.toBe('NotAuthorizedException: Incorrect username or password.');
    }
    await expect(refusal(to('Right-horse-7'))).resolves.toBe('NotAuthorizedException: Password attempts exceeded');
    sandbox.clock.advanceMs(1_000);
    await to('Right-horse-7');

    await expect(signIn(sandbox, pool, 'ana', 'Another-horse-8')).resolves.toHaveProperty('AuthenticationResult');
  });

  it('keeps to the password policy', async () => {
    const { AccessToken } = await world();
    const weak = call('ChangePassword', {
      AccessToken,
      PreviousPassword: 'Right-horse-7',
      ProposedPassword: 'weak',
    });

    await expect(refusal(weak)).resolves.toContain('InvalidPasswordException');
  });
});
