import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import * as cognitoSdk from '@aws-sdk/client-cognito-identity-provider';
import * as secretsSdk from '@aws-sdk/client-secrets-manager';
import * as stsSdk from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVED_OPERATIONS } from '../../sandbox/cognito/served-operations.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

/** Every operation that the installed SDK can call. */
const operationsOf = (sdk: object): string[] =>
  Object.keys(sdk)
    .filter((name) => /^[A-Z]\w+Command$/.test(name) && name !== '$Command')
    .map((name) => name.replace(/Command$/, ''));

const SERVICES = [
  {
    title: 'Cognito',
    target: 'AWSCognitoIdentityProviderService',
    operations: operationsOf(cognitoSdk),
    served: Object.keys(SERVED_OPERATIONS),
  },
  {
    title: 'CloudWatch Logs',
    target: 'Logs_20140328',
    operations: operationsOf(logsSdk),
    served: ['DescribeLogGroups', 'DescribeLogStreams', 'FilterLogEvents', 'GetLogEvents'] as readonly string[],
  },
  {
    title: 'Secrets Manager',
    target: 'secretsmanager',
    operations: operationsOf(secretsSdk),
    served: ['CreateSecret', 'GetSecretValue'] as readonly string[],
  },
];

const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=SANDBOX/20260301/eu-west-1/any/aws4_request';

const post = async (headers: Record<string, string>, body: string): Promise<string> => {
  const response = await fetch(sandbox.url, {
    method: 'POST',
    headers: { authorization: AUTHORIZATION, ...headers },
    body,
  });
  return `${response.status} ${await response.text()}`;
};

/** Whether the answer refuses this operation, by name. */
const isRefused = (told: string, operation: string): boolean =>
  told.includes('NotServedBySandbox') && new RegExp(`\\b${operation}\\b`).test(told);

describe.each(SERVICES)('$title', ({ target, operations, served }) => {
  it('has an SDK that knows what is served', () => {
    expect(operations.length).toBeGreaterThan(20);
    expect(served.filter((operation) => !operations.includes(operation))).toEqual([]);
  });

  it.each(operations.map((operation) => [operation, served.includes(operation)] as const))(
    'over HTTP, either serves %s or refuses it by name',
    async (operation, isServed) => {
      const told = await post({ 'x-amz-target': `${target}.${operation}` }, '{}');

      expect(isRefused(told, operation)).toBe(!isServed);
      expect(told).not.toContain('InternalErrorException');
    },
  );

  it.each(['constructor', 'toString', '__proto__'])(
    'refuses %s by name, which JavaScript’s objects have',
    async (name) => {
      const told = await post({ 'x-amz-target': `${target}.${name}` }, '{}');

      expect(isRefused(told, name)).toBe(true);
    },
  );
});

describe('a service that is not there', () => {
  it.each(['constructor', 'DynamoDB_20120810'])('is refused by name: %s', async (name) => {
    const told = await post({ 'x-amz-target': `${name}.ListTables` }, '{}');

    expect(isRefused(told, `${name}.ListTables`)).toBe(true);
  });
});

describe('a secret', () => {
  it.each([
    ['CreateSecret', { SecretString: 'x' }, 'name'],
    ['GetSecretValue', {}, 'secretId'],
  ])('is neither made nor found without a name: %s', async (operation, request, member) => {
    await expect(post({ 'x-amz-target': `secretsmanager.${operation}` }, JSON.stringify(request))).resolves.toContain(
      `Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  });
});

describe('Cognito without HTTP', () => {
  it.each(operationsOf(cognitoSdk).map((operation) => [operation, operation in SERVED_OPERATIONS] as const))(
    'either serves %s or refuses it by name',
    async (operation, isServed) => {
      const told = await sandbox.cognito.call(operation).then(
        () => 'answered',
        (error: Error) => `${error.name}: ${error.message}`,
      );

      expect(isRefused(told, operation)).toBe(!isServed);
    },
  );
});

describe('STS', () => {
  it.each(operationsOf(stsSdk))('either serves %s or refuses it by name', async (operation) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const told = await post(headers, `Action=${operation}&Version=2011-06-15`);

    expect(isRefused(told, operation)).toBe(!['AssumeRole', 'GetCallerIdentity'].includes(operation));
  });

  it('tells nobody who they are that does not sign', async () => {
    const response = await fetch(sandbox.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });

    expect(response.status).toBe(403);
    await expect(response.text()).resolves.toContain('<Code>MissingAuthenticationToken</Code>');
  });
});

describe('a client of the SDK', () => {
  it('gets the refusal as an error of that name', async () => {
    const client = new cognitoSdk.CognitoIdentityProviderClient(sandbox.clientSettings);

    await expect(
      refusal(client.send(new cognitoSdk.GetSigningCertificateCommand({ UserPoolId: 'eu-west-1_a' }))),
    ).resolves.toBe('NotServedBySandbox: The sandbox does not serve the operation GetSigningCertificate.');
  });
});
