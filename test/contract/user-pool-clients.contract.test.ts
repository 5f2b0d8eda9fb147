import {
  type CreateUserPoolClientCommandInput,
  DeleteUserPoolClientCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientsCommand,
  UpdateUserPoolClientCommand,
  type UpdateUserPoolClientCommandInput,
  type UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makeClient, makePool, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';

let aws: AwsUnderTest;
let pool: string;
beforeAll(async () => {
  aws = await startAwsUnderTest();
  pool = await makePool(aws);
});
afterAll(() => aws.close());

const describeClient = async (ClientId: string): Promise<UserPoolClientType> =>
  (await aws.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId: pool, ClientId }))).UserPoolClient ?? {};

const update = (ClientId: string, settings: Partial<UpdateUserPoolClientCommandInput> = {}) =>
  aws.cognito.send(new UpdateUserPoolClientCommand({ UserPoolId: pool, ClientId, ...settings }));

/** A value of each setting that is not its default. */
const SETTINGS: Partial<CreateUserPoolClientCommandInput> = {
  AccessTokenValidity: 10,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: ['openid', 'email'],
  AuthSessionValidity: 5,
  CallbackURLs: ['https://app.example/in'],
  DefaultRedirectURI: 'https://app.example/in',
  EnablePropagateAdditionalUserContextData: true,
  EnableTokenRevocation: true,
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  IdTokenValidity: 20,
  LogoutURLs: ['https://app.example/out'],
  PreventUserExistenceErrors: 'ENABLED',
  ReadAttributes: ['email', 'name'],
  RefreshTokenRotation: { Feature: 'DISABLED' },
  RefreshTokenValidity: 12,
  SupportedIdentityProviders: ['COGNITO'],
  TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'hours' },
  WriteAttributes: ['name'],
};

/** With one that needs something else of the account. */
const ALL_SETTINGS: Partial<CreateUserPoolClientCommandInput> = {
  ...SETTINGS,
  AnalyticsConfiguration: { ApplicationArn: 'arn:aws:mobiletargeting:eu-west-1:111122223333:apps/one' },
};

const settingsWith = (name: string) => (name in SETTINGS ? SETTINGS : ALL_SETTINGS);

const NAMES = Object.keys(ALL_SETTINGS) as (keyof typeof ALL_SETTINGS & keyof UserPoolClientType)[];

const toUpdate = (client: UserPoolClientType): Partial<UpdateUserPoolClientCommandInput> => {
  const { ClientSecret: _secret, CreationDate: _c, LastModifiedDate: _m, ClientType: _type, ...kept } = client;
  return kept;
};

const withoutDates = ({ LastModifiedDate: _modified, ...client }: UserPoolClientType) => client;

describe('an app client', () => {
  it('shows whether users exist unless told otherwise', async () => {
    const { id, secret } = await makeClient(aws, pool, { GenerateSecret: true });

    const client = await describeClient(id);

    expect(client.PreventUserExistenceErrors).toBe('LEGACY');
    expect(client.ClientSecret).toBe(secret);
    expect(secret).not.toBe('');
  });

  it('takes a secret of its owner’s choice, or none, but not two', async () => {
    const ClientSecret = 'abcdefghijklmnopqrstuvwxyz';
    const chosen = await makeClient(aws, pool, { ClientSecret });

    expect(chosen.secret).toBe(ClientSecret);
    expect((await describeClient((await makeClient(aws, pool)).id)).ClientSecret).toBeUndefined();
    await expect(refusal(makeClient(aws, pool, { ClientSecret, GenerateSecret: true }))).resolves.toContain(
      'InvalidParameterException',
    );
  });

  it.each(NAMES)('shows %s as it was given', async (name) => {
    const settings = settingsWith(name);
    const { id } = await makeClient(aws, pool, { ...settings, GenerateSecret: true });

    expect({ [name]: (await describeClient(id))[name] }).toEqual({ [name]: settings[name] });
  });

  it('is gone once it is deleted', async () => {
    const { id } = await makeClient(aws, pool);
    await aws.cognito.send(new DeleteUserPoolClientCommand({ UserPoolId: pool, ClientId: id }));

    await expect(refusal(describeClient(id))).resolves.toContain('ResourceNotFoundException');
    await expect(refusal(update(id))).resolves.toContain('ResourceNotFoundException');
  });

  it('is listed among those of its pool, page by page', async () => {
    const UserPoolId = await makePool(aws);
    const made = [await makeClient(aws, UserPoolId, { ClientName: 'a' }), await makeClient(aws, UserPoolId)];
    const list = (NextToken?: string) =>
      aws.cognito.send(
        new ListUserPoolClientsCommand({
          UserPoolId,
          MaxResults: 1,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );

    const first = await list();
    const second = await list(first.NextToken);

    const listed = [...(first.UserPoolClients ?? []), ...(second.UserPoolClients ?? [])];
    expect(listed.map(({ ClientId }) => ClientId).sort()).toEqual(made.map(({ id }) => id).sort());
    expect(second.NextToken).toBeUndefined();
    const registered = await aws.cognito.send(new ListUserPoolClientsCommand({ UserPoolId, ClientType: 'DCR' }));
    expect(registered.UserPoolClients).toEqual([]);
  });
});

describe('UpdateUserPoolClient', () => {
  it.each([
    ['every setting', SETTINGS],
    ['every setting and AnalyticsConfiguration', ALL_SETTINGS],
    ['none', {}],
  ])('changes nothing when it gives back what was described, of a client with %s', async (_title, settings) => {
    const { id } = await makeClient(aws, pool, { ...settings, GenerateSecret: true });
    const before = await describeClient(id);

    await update(id, toUpdate(before));

    expect(withoutDates(await describeClient(id))).toEqual(withoutDates(before));
  });

  it.each(NAMES)('sets %s to its default when it is left out', async (name) => {
    const full = await makeClient(aws, pool, { ...settingsWith(name), GenerateSecret: true });
    const plain = await makeClient(aws, pool, { ExplicitAuthFlows: undefined });

    await update(full.id);

    expect((await describeClient(full.id))[name]).toEqual((await describeClient(plain.id))[name]);
  });

  it('keeps the secret and the name', async () => {
    const { id, secret } = await makeClient(aws, pool, { ClientName: 'kept', GenerateSecret: true });

    await update(id);

    await expect(describeClient(id)).resolves.toMatchObject({ ClientName: 'kept', ClientSecret: secret });
  });
});

describe('settings of a client that cannot be', () => {
  const oauth = {
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code' as const],
    AllowedOAuthScopes: ['openid'],
  };

  it.each<[string, Partial<CreateUserPoolClientCommandInput>, string]>([
    ['an attribute that the pool does not have', { ReadAttributes: ['custom:none'] }, 'InvalidParameterException'],
    ['flows of both generations', { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] }, 'ALLOW_'],
    [
      'access tokens of four minutes',
      { AccessTokenValidity: 4, TokenValidityUnits: { AccessToken: 'minutes' } },
      'Invalid range for token validity.',
    ],
    ['access tokens of two days', { AccessTokenValidity: 48 }, 'Invalid range for token validity.'],
    [
      'refresh tokens of half an hour',
      { RefreshTokenValidity: 30, TokenValidityUnits: { RefreshToken: 'minutes' } },
      'Invalid range for token validity.',
    ],
    [
      'OAuth settings without the switch',
      { ...oauth, AllowedOAuthFlowsUserPoolClient: false },
      'InvalidParameterException',
    ],
    ['the switch without flows', { AllowedOAuthFlowsUserPoolClient: true }, 'InvalidOAuthFlowException'],
    [
      'client credentials without a secret',
      { ...oauth, AllowedOAuthFlows: ['client_credentials'] },
      'InvalidOAuthFlowException',
    ],
    [
      'client credentials beside another flow',
      { ...oauth, GenerateSecret: true, AllowedOAuthFlows: ['client_credentials', 'code'] },
      'InvalidOAuthFlowException',
    ],
    ['a scope that nobody defined', { ...oauth, AllowedOAuthScopes: ['orders/read'] }, 'ScopeDoesNotExistException'],
    [
      'a default page that is no callback',
      { ...oauth, DefaultRedirectURI: 'https://app.example/' },
      'InvalidParameterException',
    ],
    [
      'an identity provider that the pool does not have',
      { SupportedIdentityProviders: ['Google'] },
      'The provider Google does not exist for User Pool',
    ],
    ['context data without a secret', { EnablePropagateAdditionalUserContextData: true }, 'InvalidParameterException'],
  ])('are refused: %s', async (_title, settings, told) => {
    await expect(refusal(makeClient(aws, pool, settings))).resolves.toContain(told);
  });
});
