import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONSTRAINTS } from '../../sandbox/cognito/constraints/shape-violations.ts';
import { SERVED_OPERATIONS } from '../../sandbox/cognito/served-operations.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { brokenRequests } from '../support/broken-requests.ts';
import { startStillSandbox } from '../support/trigger-world.ts';
import { answerSurprises } from '../support/watch-answers.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const requestMembers = (operation: string): string[] => {
  const shape = CONSTRAINTS.shapes[CONSTRAINTS.requests[operation] ?? ''];
  return shape?.type === 'structure' ? Object.keys(shape.members) : [];
};

/** The members of a request by the SDK's own description: newer than the table. */
const sdkMembers = (operation: string): string[] => {
  const described = (sdk as unknown as Record<string, readonly unknown[]>)[`${operation}Request$`];
  return (described?.[4] ?? []) as string[];
};

describe('the constraint table', () => {
  it('knows request, response and errors of all that is served', () => {
    const { requests, responses, errors } = CONSTRAINTS;
    const unknown = Object.keys(SERVED_OPERATIONS).filter(
      (name) => !(name in requests && name in responses && name in errors),
    );

    expect(unknown).toEqual([]);
  });

  it('has every shape that it speaks of', () => {
    const targets = Object.values(CONSTRAINTS.shapes).flatMap((shape) => {
      if (shape.type === 'structure') return Object.values(shape.members).map(({ target }) => target);
      if (shape.type === 'list') return [shape.member];
      return shape.type === 'map' ? [shape.key, shape.value] : [];
    });

    expect(targets.filter((name) => !(name in CONSTRAINTS.shapes))).toEqual([]);
  });

  it.each(Object.entries(SERVED_OPERATIONS))('has every member that %s honours', (name, { members }) => {
    expect(members.filter((member) => !requestMembers(name).includes(member))).toEqual([]);
  });

  it.each(['CreateUserPool', 'UpdateUserPool', 'CreateUserPoolClient', 'UpdateUserPoolClient'])(
    'and %s leave out no member that the SDK can send',
    (name) => {
      const { members = [] } = SERVED_OPERATIONS[name] ?? {};

      expect(sdkMembers(name).length).toBeGreaterThan(20);
      expect(sdkMembers(name).filter((member) => !members.includes(member))).toEqual([]);
    },
  );
});

describe('a request', () => {
  it.each(Object.entries(SERVED_OPERATIONS))(
    'to %s that breaks any one constraint is refused',
    async (name, { members }) => {
      const broken = brokenRequests(name, members);
      const accepted: string[] = [];
      for (const { request, told } of broken) {
        const answer = await refusal(sandbox.cognito.call(name, request));
        if (!answer.includes(told)) accepted.push(`${told} (${answer.slice(0, 200)})`);
      }

      expect(broken.length).toBeGreaterThan(0);
      expect(accepted).toEqual([]);
    },
  );

  it('with a member that its shape does not have is refused by name, at any depth', async () => {
    const call = (request: object) => refusal(sandbox.cognito.call('CreateUserPool', { PoolName: 'a', ...request }));

    await expect(call({ Id: 'eu-west-1_abc' })).resolves.toContain('does not serve the member Id of CreateUserPool');
    await expect(call({ SmsConfiguration: { EumsSms: {} } })).resolves.toContain(
      "does not serve the member EumsSms of 'smsConfiguration'",
    );
    await expect(call({ SmsConfiguration: { constructor: {} } })).resolves.toContain(
      "does not serve the member constructor of 'smsConfiguration'",
    );
  });

  it.each([
    ['InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH' }, 'AuthParameters', 'PASSWORD'],
    ['RespondToAuthChallenge', { ChallengeName: 'NEW_PASSWORD_REQUIRED' }, 'ChallengeResponses', 'NEW_PASSWORD'],
  ])('to %s is refused without a word of what its parameters say', async (operation, request, member, name) => {
    const told = await refusal(
      sandbox.cognito.call(operation, {
        ClientId: 'a',
        ...request,
        [member]: { USERNAME: 'ana', [name]: 'hush'.repeat(40_000) },
      }),
    );

    expect(told).toContain('Member must have length less than or equal to 131072');
    expect(told).not.toContain('hush');
  });

  it('with a null member is one without it', async () => {
    const { UserPool } = await sandbox.cognito.call<{ UserPool: object }>('CreateUserPool', {
      PoolName: 'a',
      AliasAttributes: null,
      UsernameAttributes: ['email'],
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireSymbols: null } },
    });

    expect(UserPool).toHaveProperty('Policies.PasswordPolicy.RequireSymbols', false);
  });

  it('of the SDK lacks what DescribeUserPool shows and UpdateUserPool does not take; over HTTP it is refused', async () => {
    const { UserPool } = await sandbox.cognito.call<{ UserPool: { Id: string; Arn: string } }>('CreateUserPool', {
      PoolName: 'a',
    });
    const client = new CognitoIdentityProviderClient({
      endpoint: sandbox.url,
      region: sandbox.region,
      credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 'not-a-secret' },
    });
    const update = { UserPoolId: UserPool.Id, Arn: UserPool.Arn };

    await expect(client.send(new sdk.UpdateUserPoolCommand(update))).resolves.toBeDefined();
    await expect(refusal(sandbox.cognito.call('UpdateUserPool', update))).resolves.toContain('NotServedBySandbox');
  });
});

describe('an answer', () => {
  it.each([
    ['a member that is not there', { Users: [], Total: 1 }, 'Total'],
    ['a status that AWS does not have', { Users: [{ UserStatus: 'ASLEEP' }] }, 'enum value set'],
    ['a date that is no number', { Users: [{ UserCreateDate: '2026-03-01' }] }, 'userCreateDate'],
  ])('with %s is noticed', (_title, answer, told) => {
    expect(answerSurprises('ListUsers', answer)).toEqual([expect.stringContaining(told)]);
  });

  it('where AWS gives none is noticed', () => {
    expect(answerSurprises('AdminAddUserToGroup', { Ok: true })).toHaveLength(1);
  });
});
