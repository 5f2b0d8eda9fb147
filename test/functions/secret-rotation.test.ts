import {
  AddUserPoolClientSecretCommand,
  DeleteUserPoolClientSecretCommand,
  ListUserPoolClientSecretsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';

const password = 'canary-Password-1';
const names = ['ada', 'grace', 'joan', 'mary'];
const addressOf = (name: string) => `canary-${name}@example.com`;
const wrongPassword = { refusal: 'NotAuthorizedException: Incorrect username or password.' };

describe('the migrate-user function, while the secret of its app client rotates', () => {
  let world: CrossingWorld;
  let first: string;
  let second: string;
  beforeAll(async () => {
    world = await createCrossingWorld({
      sourceClient: { GenerateSecret: true },
      trigger: { lookup: 'index', sourceClientSecretArn: 'source-client-secret' },
      users: names.map((username) => ({
        username,
        password,
        attributes: { email: addressOf(username), email_verified: 'true' },
      })),
    });
    first = world.clientSecret ?? '';
    world.sandbox.secrets.create('source-client-secret', first);
    await world.indexLogins();
  });
  afterAll(() => world.close());

  const client = () => ({ UserPoolId: world.source.userPoolId, ClientId: world.triggerClientId });
  const requestsSince = (before: number) => world.sandbox.requests.slice(before).map(({ operation }) => operation);
  const signInNoting = async (name: string, typed = password) => {
    const before = world.sandbox.requests.length;
    const answer = await world.signIn(addressOf(name), typed);
    return {
      answer,
      signIns: requestsSince(before).filter((operation) => operation === 'AdminInitiateAuth').length,
    };
  };

  it('goes on with the first secret beside the second', async () => {
    expect((await signInNoting('ada')).answer.claims).toBeTruthy();
    const { ClientSecretDescriptor } = await world.cognito.send(new AddUserPoolClientSecretCommand(client()));
    second = ClientSecretDescriptor?.ClientSecretValue ?? '';

    expect((await signInNoting('grace')).answer.claims).toBeTruthy();
  });

  it('is an outage, and no wrong password, while the first is gone and the second not yet where it looks', async () => {
    const { ClientSecrets = [] } = await world.cognito.send(new ListUserPoolClientSecretsCommand(client()));
    await world.cognito.send(
      new DeleteUserPoolClientSecretCommand({ ...client(), ClientSecretId: ClientSecrets[0]?.ClientSecretId }),
    );

    for (const typed of [password, 'canary-Wrong-1']) {
      const { answer, signIns } = await signInNoting('joan', typed);
      expect(answer.refusal).toContain('try again later');
      expect(signIns).toBe(2);
    }
    expect(world.outputOf('migrate-user')).toContain('"reason":"source-secret"');
  });

  it('finds the second by itself once it is there, in the same container, and needs one call again', async () => {
    world.sandbox.secrets.put('source-client-secret', second);

    expect(await signInNoting('joan', 'canary-Wrong-1')).toEqual({ answer: wrongPassword, signIns: 2 });
    const { answer, signIns } = await signInNoting('mary');

    expect(answer.claims).toBeTruthy();
    expect(signIns).toBe(1);
    const starts = world.invocationsOf('migrate-user').filter(({ result }) => result.coldStart);
    expect(starts).toHaveLength(1);
  });

  it('writes down neither secret', () => {
    for (const secret of [first, second]) {
      expect(secret).not.toBe('');
      expect(world.outputOf('migrate-user')).not.toContain(secret);
    }
    expect(world.outputOf('migrate-user')).not.toContain('canary');
  });
});
