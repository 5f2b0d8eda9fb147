import { CognitoIdentityProviderClient, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFrozenClock } from '../../sandbox/clock.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { addPool, MORNING_MS, startStillSandbox } from '../support/trigger-world.ts';

const RoleArn = 'arn:aws:iam::444455556666:role/poolferry-source';
const ExternalId = 'an-external-id';
const own = { accessKeyId: 'SANDBOX', secretAccessKey: 'not-a-secret' };

describe('a role of the sandbox', () => {
  let sandbox: Sandbox;
  const clock = createFrozenClock(MORNING_MS);
  beforeAll(async () => {
    sandbox = await startStillSandbox({ clock });
    sandbox.roles.register({ arn: RoleArn, externalId: ExternalId });
  });
  afterAll(() => sandbox.close());

  const sts = (credentials: object = own) =>
    new STSClient({
      endpoint: sandbox.url,
      region: 'eu-west-1',
      credentials: credentials as typeof own,
      maxAttempts: 1,
    });
  const assume = async (overrides: Partial<AssumeRoleCommandInput> = {}, client = sts()) => {
    const { Credentials, AssumedRoleUser } = await client.send(
      new AssumeRoleCommand({ RoleArn, ExternalId, RoleSessionName: 'session', ...overrides }),
    );
    return {
      arn: AssumedRoleUser?.Arn,
      expiration: Credentials?.Expiration,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    };
  };

  it('says who one is then', async () => {
    const { arn, credentials } = await assume();

    expect(arn).toBe('arn:aws:sts::444455556666:assumed-role/poolferry-source/session');
    expect(credentials.accessKeyId).toMatch(/^ASIA/);
    expect(await sts(credentials).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '444455556666',
      Arn: arn,
    });
  });

  it.each([
    ['without its external id', { ExternalId: undefined }],
    ['with another external id', { ExternalId: 'another-id' }],
    ['when it is not there', { RoleArn: 'arn:aws:iam::444455556666:role/poolferry-sourc3' }],
  ])('is refused %s, in the same words', async (_, overrides) => {
    expect(await refusal(assume(overrides))).toMatch(
      /^AccessDenied: User is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role\/poolferry-sourc/,
    );
  });

  it.each([
    ['a session name with a blank', { RoleSessionName: 'a b' }],
    ['a session name of one letter', { RoleSessionName: 'a' }],
    ['a session of a minute', { DurationSeconds: 60 }],
    ['a session of a day', { DurationSeconds: 86_400 }],
    ['an external id with a blank', { ExternalId: 'a b' }],
    ['two hours where the role allows one', { DurationSeconds: 7_200 }],
  ])('refuses %s', async (_, overrides) => {
    expect(await refusal(assume(overrides))).toMatch(/^ValidationError: /);
  });

  it('refuses members that are not served', async () => {
    expect(await refusal(assume({ Policy: '{}' }))).toMatch(/^NotServedBySandbox: .*Policy/);
  });

  it('gives credentials that serve until their time is over', async () => {
    const { userPoolId } = await addPool(sandbox);
    const { credentials, expiration } = await assume({ DurationSeconds: 900 });
    const list = (used: typeof credentials) =>
      new CognitoIdentityProviderClient({ endpoint: sandbox.url, region: 'eu-west-1', credentials: used }).send(
        new ListUsersCommand({ UserPoolId: userPoolId }),
      );

    expect(expiration?.getTime()).toBe(clock.nowMs() + 900_000);
    await list(credentials);
    expect(sandbox.roles.calls).toContainEqual({ roleArn: RoleArn, sessionName: 'session', operation: 'ListUsers' });
    expect(await refusal(list({ ...credentials, sessionToken: 'another' }))).toMatch(/^UnrecognizedClientException/);
    clock.advanceMs(900_000);
    expect(await refusal(list(credentials))).toMatch(/^ExpiredTokenException/);
  });

  it('gives a role that assumes another an hour at most', async () => {
    sandbox.roles.register({ arn: `${RoleArn}-long`, maxSessionSeconds: 43_200 });
    const { credentials } = await assume();
    const asRole = (DurationSeconds: number) =>
      assume({ RoleArn: `${RoleArn}-long`, ExternalId: undefined, DurationSeconds }, sts(credentials));

    await asRole(3_600);
    expect(await refusal(asRole(3_601))).toMatch(/^ValidationError: .*role chaining/);
  });
});
