import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toEnvironment } from '../../functions/migrate-user/environment.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { startRelay } from '../support/relay.ts';

const password = 'Old-Password-1';
const person = (username: string, overrides: object = {}) => ({
  username,
  password,
  attributes: { email: `${username}@example.com`, email_verified: 'true' },
  ...overrides,
});

describe('the requests of the migrate-user function', () => {
  let world: CrossingWorld;
  let relays: Awaited<ReturnType<typeof startRelay>>[];
  beforeAll(async () => {
    world = await createCrossingWorld({
      sourcePool: { MfaConfiguration: 'OPTIONAL' },
      users: [
        person('ada'),
        person('gone'),
        person('moved'),
        person('disabled', { enabled: false }),
        person('banned'),
        person('unconfirmed', { status: 'UNCONFIRMED' }),
        person('reset', { status: 'RESET_REQUIRED' }),
        person('unverified', { attributes: { email: 'unverified@example.com', email_verified: 'false' } }),
        person('temporary', { status: 'FORCE_CHANGE_PASSWORD' }),
        person('careful', { mfa: { methods: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' } }),
        person('twin1', { attributes: { email: 'twin@example.com', email_verified: 'true' } }),
        person('twin2', { attributes: { email: 'TWIN@example.com', email_verified: 'true' } }),
      ],
    });
    await world.indexLogins();
    const { call } = world.sandbox.cognito;
    const UserPoolId = world.source.userPoolId;
    await call('AdminDisableUser', { UserPoolId, Username: 'banned' });
    await call('AdminDeleteUser', { UserPoolId, Username: 'gone' });
    await call('AdminUpdateUserAttributes', {
      UserPoolId,
      Username: 'moved',
      UserAttributes: [
        { Name: 'email', Value: 'elsewhere@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    const toSource = await startRelay(world.sandbox.url);
    const toLedger = await startRelay(world.sandbox.dynamodb.url);
    relays = [toLedger, toSource];
    world.register(
      'counted',
      {
        ...toEnvironment({ config: world.config, source: world.source, target: world.target }),
        AWS_ENDPOINT_URL: toSource.url,
        AWS_ENDPOINT_URL_DYNAMODB: toLedger.url,
      },
      'migrate-user',
    );
    await requestsOf('nobody@example.com', password);
  });
  afterAll(async () => {
    await Promise.all(relays.map((relay) => relay.close()));
    await world.close();
  });

  /** What one call sends to the ledger, then to the source, in a container that has answered before. */
  const requestsOf = async (userName: string, typed: string | undefined) => {
    for (const { operations } of relays) operations.length = 0;
    const result = await world.invoke('counted', {
      version: '1',
      triggerSource: typed === undefined ? 'UserMigration_ForgotPassword' : 'UserMigration_Authentication',
      userPoolId: world.target.userPoolId,
      userName,
      callerContext: { awsSdkVersion: 'x', clientId: world.clientId },
      request: typed === undefined ? {} : { password: typed },
      response: {},
    });
    const answer = result.kind === 'returned' ? (result.payload as { response: object }).response : result;
    return { answer, requests: relays.flatMap(({ operations }) => operations).filter((each) => each !== 'ReadSwitch') };
  };

  it.each([
    ['a wrong password', 'ada@example.com', 'Wrong-Password-1'],
    ['nobody', 'nobody@example.com', password],
    ['a disabled user', 'disabled@example.com', password],
    ['a user disabled since the index', 'banned@example.com', password],
    ['a user deleted since the index', 'gone@example.com', password],
    ['a user who must reset', 'reset@example.com', password],
    ['an unconfirmed user', 'unconfirmed@example.com', password],
    ['an unverified address', 'unverified@example.com', password],
    ['an address that two share', 'twin@example.com', password],
    ['an address the index does not know yet', 'elsewhere@example.com', password],
    ['a second factor', 'careful@example.com', password],
    ['a temporary password', 'temporary@example.com', password],
    ['the old username', 'ada', password],
  ])('are the same for %s', async (_, login, typed) => {
    expect(await requestsOf(login, typed)).toEqual({ answer: {}, requests: ['GetItem', 'AdminInitiateAuth'] });
  });

  it.each(['nobody', 'disabled', 'banned', 'gone', 'moved', 'unconfirmed', 'unverified', 'twin', 'careful'])(
    'are the same when %s forgot the password',
    async (name) => {
      expect(await requestsOf(`${name}@example.com`, undefined)).toEqual({
        answer: {},
        requests: ['GetItem', 'AdminGetUser'],
      });
    },
  );

  it('look at the user only after the right password', async () => {
    const { answer, requests } = await requestsOf('moved@example.com', password);

    expect(answer).toEqual({});
    expect(requests).toEqual(['GetItem', 'AdminInitiateAuth', 'AdminGetUser']);
  });

  it('are two to the source, one read and one write for a user who crosses', async () => {
    const { requests } = await requestsOf('ada@example.com', password);

    expect(requests).toEqual(['GetItem', 'UpdateItem', 'AdminInitiateAuth', 'AdminGetUser']);
  });
});
