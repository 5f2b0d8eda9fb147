import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AwsUnderTest,
  makeClient,
  makePool,
  refusal,
  secretHash,
  startAwsUnderTest,
} from '../support/aws-under-test.ts';
import { claimTime, createSrpClient } from '../support/srp-client.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(() => aws.close());

const PASSWORD = 'Right-horse-7';
const GENERIC = 'NotAuthorizedException: Incorrect username or password.';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const world = async (
  poolSettings: Parameters<typeof makePool>[1] = {},
  clientSettings: Parameters<typeof makeClient>[2] = {},
) => {
  const pool = await makePool(aws, poolSettings);
  const client = await makeClient(aws, pool, {
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    ...clientSettings,
  });
  return { pool, client, srp: createSrpClient(pool) };
};
type World = Awaited<ReturnType<typeof world>>;

const addUser = async (UserPoolId: string, Username: string, Permanent = true, attributes: object = {}) => {
  await aws.cognito.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username,
      MessageAction: 'SUPPRESS',
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
  await aws.cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent }));
};

const start = ({ client, srp }: World, USERNAME: string, more: Record<string, string> = {}) =>
  aws.cognito.send(
    new InitiateAuthCommand({
      ClientId: client.id,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME, SRP_A: srp.srpA, ...more },
    }),
  );

const prove = ({ client }: World, ChallengeResponses: Record<string, string>) =>
  aws.cognito.send(
    new RespondToAuthChallengeCommand({ ClientId: client.id, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses }),
  );

const claimOf = ({ srp }: World, challenge: InitiateAuthCommandOutput, password: string, timestamp?: string) =>
  srp.claim(challenge.ChallengeParameters ?? {}, password, timestamp);

describe('a sign-in by SRP', () => {
  it('asks for a proof, without a session, and gives tokens for it', async () => {
    const app = await world();
    await addUser(app.pool, 'ana');

    const challenge = await start(app, 'ana');
    const answer = await prove(app, claimOf(app, challenge, PASSWORD));

    expect(challenge.ChallengeName).toBe('PASSWORD_VERIFIER');
    expect(challenge.ChallengeParameters).toMatchObject({ USERNAME: 'ana', USER_ID_FOR_SRP: 'ana' });
    expect(challenge.Session).toBeUndefined();
    expect(answer.AuthenticationResult?.RefreshToken).toBeDefined();
  });

  it('refuses the proof of another password', async () => {
    const app = await world();
    await addUser(app.pool, 'ana');

    const wrong = claimOf(app, await start(app, 'ana'), 'Wrong-horse-7');

    await expect(refusal(prove(app, wrong))).resolves.toBe(GENERIC);
  });

  it('takes a proof once', async () => {
    const app = await world();
    await addUser(app.pool, 'ana');
    const claim = claimOf(app, await start(app, 'ana'), PASSWORD);
    await prove(app, claim);

    await expect(refusal(prove(app, claim))).resolves.toBe(GENERIC);
  });

  it('refuses a proof of the password that was changed in the meantime', async () => {
    const app = await world();
    await addUser(app.pool, 'ana');
    const before = await start(app, 'ana');
    const change = { UserPoolId: app.pool, Username: 'ana', Password: 'Another-horse-8', Permanent: true };
    await aws.cognito.send(new AdminSetUserPasswordCommand(change));

    await expect(refusal(prove(app, claimOf(app, before, PASSWORD)))).resolves.toBe(GENERIC);
    await expect(prove(app, claimOf(app, await start(app, 'ana'), 'Another-horse-8'))).resolves.toHaveProperty(
      'AuthenticationResult',
    );
  });

  it.each([
    ['a foreign secret block', { PASSWORD_CLAIM_SECRET_BLOCK: 'A'.repeat(64) }],
    ['a padded day', { TIMESTAMP: 'Sun Mar 01 08:00:00 UTC 2026' }],
    ['a weekday that the day is not', { TIMESTAMP: 'Mon Mar 1 08:00:00 UTC 2026' }],
    ['another name', { USERNAME: 'bo' }],
  ])('refuses %s like a wrong password', async (_title, change) => {
    const app = await world();
    await addUser(app.pool, 'ana');
    await addUser(app.pool, 'bo');
    const challenge = await start(app, 'ana');
    const timestamp = 'TIMESTAMP' in change ? change.TIMESTAMP : claimTime(new Date());

    const claim = { ...claimOf(app, challenge, PASSWORD, timestamp), ...change };

    await expect(refusal(prove(app, claim))).resolves.toBe(GENERIC);
  });

  it.each(['0', 'not hexadecimal'])('refuses %j as SRP_A', async (SRP_A) => {
    const app = await world();
    await addUser(app.pool, 'ana');

    await expect(refusal(start(app, 'ana', { SRP_A }))).resolves.toContain('InvalidParameterException');
  });

  it('names an unknown user under LEGACY, at once', async () => {
    const app = await world();

    await expect(refusal(start(app, 'nobody'))).resolves.toBe('UserNotFoundException: User does not exist.');
  });

  it('asks nobody for a proof like anybody else under ENABLED, always with one salt and one id', async () => {
    const app = await world({}, { PreventUserExistenceErrors: 'ENABLED' });

    const [first, second] = [await start(app, 'nobody'), await start(app, 'nobody')];

    const { SALT, USER_ID_FOR_SRP } = first.ChallengeParameters ?? {};
    expect(second.ChallengeParameters).toMatchObject({ SALT, USER_ID_FOR_SRP });
    expect(second.ChallengeParameters?.SRP_B).not.toBe(first.ChallengeParameters?.SRP_B);
    expect(USER_ID_FOR_SRP).toMatch(UUID);
    await expect(refusal(prove(app, claimOf(app, second, PASSWORD)))).resolves.toBe(GENERIC);
  });

  it('takes an alias, and a name in any case where the pool ignores case', async () => {
    const app = await world({
      AliasAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
    });
    await addUser(app.pool, 'ana', true, { email: 'ana@example.com', email_verified: 'true' });

    for (const typed of ['ANA', 'Ana@Example.com']) {
      const challenge = await start(app, typed);
      expect(challenge.ChallengeParameters?.USER_ID_FOR_SRP).toBe('ana');
      await expect(prove(app, claimOf(app, challenge, PASSWORD))).resolves.toHaveProperty('AuthenticationResult');
    }
  });

  it('leads to the change of a temporary password', async () => {
    const app = await world();
    await addUser(app.pool, 'ana', false);

    const answer = await prove(app, claimOf(app, await start(app, 'ana'), PASSWORD));

    expect(answer.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect(answer.AuthenticationResult).toBeUndefined();
  });

  it('works for an administrator, and with the hash of a secret in both steps', async () => {
    const app = await world({}, { GenerateSecret: true });
    await addUser(app.pool, 'ana');
    const SECRET_HASH = secretHash(app.client.secret, 'ana', app.client.id);
    const client = { UserPoolId: app.pool, ClientId: app.client.id };

    const challenge = await aws.cognito.send(
      new AdminInitiateAuthCommand({
        ...client,
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: 'ana', SRP_A: app.srp.srpA, SECRET_HASH },
      }),
    );
    const claim = claimOf(app, challenge, PASSWORD);
    const respond = (ChallengeResponses: Record<string, string>) =>
      aws.cognito.send(
        new AdminRespondToAuthChallengeCommand({ ...client, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses }),
      );

    await expect(refusal(start(app, 'ana'))).resolves.toContain('SECRET_HASH was not received');
    await expect(refusal(respond(claim))).resolves.toContain('SECRET_HASH was not received');
    await expect(respond({ ...claim, SECRET_HASH })).resolves.toHaveProperty('AuthenticationResult');
  });
});
