import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toEnvironment } from '../../functions/migrate-user/environment.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';

const password = 'canary-Password-1';
const externalId = 'canary-external-id';
const role = { arn: 'arn:aws:iam::444455556666:role/poolferry-source', externalId };
const hourMs = 3_600_000;

describe('the migrate-user function with a source in another account', () => {
  let world: CrossingWorld;
  beforeAll(async () => {
    world = await createCrossingWorld({
      users: ['ada', 'grace', 'joan'].map((username) => ({
        username,
        password,
        attributes: { email: `canary-${username}@example.com`, email_verified: 'true' },
      })),
    });
    world.sandbox.roles.register(role);
    await world.indexLogins();
  });
  afterAll(() => world.close());

  const environment = (sourceRole: object = role, lookup = 'index') => {
    const trigger = world.config.trigger && { ...world.config.trigger, lookup, sourceRole };
    return toEnvironment({
      config: { ...world.config, trigger } as typeof world.config,
      source: { ...world.source, arn: world.source.arn.replace('111122223333', '444455556666') },
      target: world.target,
    });
  };
  const event = (userName: string, typed = password) => ({
    version: '1',
    triggerSource: 'UserMigration_Authentication',
    userPoolId: world.target.userPoolId,
    userName,
    callerContext: { awsSdkVersion: 'x', clientId: world.clientId },
    request: { password: typed },
    response: {},
  });
  const callsSince = (before: number) => world.sandbox.requests.slice(before).map(({ operation }) => operation);

  it('asks the source as the role, and everything else as itself', async () => {
    world.register('as-role', environment(), 'migrate-user');

    const result = await world.invoke('as-role', event('canary-ada@example.com'), 20_000);

    expect(result).toMatchObject({ kind: 'returned', payload: { response: { finalUserStatus: 'CONFIRMED' } } });
    expect(world.sandbox.roles.calls).toEqual(
      ['AdminInitiateAuth', 'AdminGetUser'].map((operation) => ({
        roleArn: role.arn,
        sessionName: 'poolferry-migrate-user',
        operation,
      })),
    );
  });

  it('keeps the credentials for the next sign-in', async () => {
    const before = world.sandbox.requests.length;

    await world.invoke('as-role', event('canary-grace@example.com'), 20_000);

    expect(callsSince(before)).toEqual(['AdminInitiateAuth', 'AdminGetUser']);
  });

  it('assumes the role anew when they are over', async () => {
    world.sandbox.clock.advanceMs(-hourMs);
    world.register('short', environment(), 'migrate-user');
    await world.invoke('short', event('canary-joan@example.com', 'canary-Wrong-1'), 20_000);
    world.sandbox.clock.advanceMs(hourMs);
    const before = world.sandbox.requests.length;

    const result = await world.invoke('short', event('canary-joan@example.com'), 20_000);

    expect(result.kind).toBe('returned');
    expect(callsSince(before)).toEqual(['AssumeRole', 'AdminInitiateAuth', 'AdminGetUser']);
  });

  it.each([
    ['another external id', { ...role, externalId: 'canary-another' }],
    ['a role that is not there', { ...role, arn: `${role.arn}-gone` }],
  ])('answers %s with an outage for everybody, without asking the source', async (name, sourceRole) => {
    world.register(name, environment(sourceRole), 'migrate-user');
    const before = world.sandbox.requests.length;

    const results = [
      await world.invoke(name, event('canary-joan@example.com'), 20_000),
      await world.invoke(name, event('canary-nobody@example.com'), 20_000),
    ];

    expect(results.map(({ kind }) => kind)).toEqual(['threw', 'threw']);
    expect(world.outputOf(name)).toContain('"sourceError":"AssumeRole AccessDenied"');
    expect(world.outputOf(name)).toContain('"reason":"source-role"');
    expect(new Set(callsSince(before))).toEqual(new Set(['GetSecretValue', 'AssumeRole']));
  });

  it('lists users as the role too', async () => {
    world.register('listing', environment(role, 'list-users'), 'migrate-user');

    const denied = await world.invoke('listing', event('canary-nobody@example.com'), 20_000);
    const created = await world.invoke('listing', event('canary-joan@example.com'), 20_000);

    expect(denied).toMatchObject({ kind: 'returned', payload: { response: {} } });
    expect(created).toMatchObject({ payload: { response: { finalUserStatus: 'CONFIRMED' } } });
    expect(world.sandbox.roles.calls.filter(({ operation }) => operation === 'ListUsers')).toHaveLength(2);
  });

  it('writes down no external id, no credentials and no name', () => {
    for (const name of ['as-role', 'short', 'another external id', 'a role that is not there', 'listing']) {
      expect(world.outputOf(name)).not.toMatch(/canary|ASIA|eyJ/);
    }
  });
});
