import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toEnvironment } from '../../functions/bind-user/environment.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { realTime } from '../support/slow-time.ts';

describe('the bind-user function', () => {
  let world: CrossingWorld;
  let silent: Awaited<ReturnType<typeof startSilentServer>>;
  beforeAll(async () => {
    silent = await startSilentServer();
    world = await createCrossingWorld();
  });
  afterAll(async () => {
    await world.close();
    await silent.close();
  });

  const event = () => ({
    version: '1',
    triggerSource: 'PostAuthentication_Authentication',
    userPoolId: world.target.userPoolId,
    userName: 'canary-user',
    callerContext: { awsSdkVersion: 'x', clientId: world.clientId },
    request: {
      userAttributes: { sub: 'new-sub', 'custom:prev_sub_id': 'stolen-sub', email: 'canary@example.com' },
      newDeviceUsed: false,
    },
    response: {},
  });
  const environment = () => toEnvironment({ config: world.config, target: world.target });

  it.each<[string, () => Readonly<Record<string, string>>, string]>([
    ['whose ledger never answers', () => ({ ...realTime, AWS_ENDPOINT_URL_DYNAMODB: silent.url }), '"BindFailed":1'],
    ['whose ledger is gone', () => ({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' }), '"BindFailed":1'],
    ['whose environment is empty', () => ({ POOLFERRY_LEDGER: '' }), '"BindFailed":1'],
    ['whose environment is incomplete', () => ({ POOLFERRY_LEDGER: '' }), '"problems":["POOLFERRY_LEDGER: '],
    ['that alarms about a stolen sub', () => ({}), '"reason":"no-claim"'],
  ])('returns the event as it came from a function %s', async (name, overrides, written) => {
    world.register(name, { ...environment(), ...overrides() }, 'bind-user');

    const result = await world.invoke(name, event());

    expect(result).toMatchObject({ kind: 'returned', payload: event() });
    expect(world.outputOf(name)).toContain(written);
    expect(world.outputOf(name)).not.toContain('canary');
  });

  it('does not let a user pass for another by an attribute they wrote', async () => {
    const { call } = world.sandbox.cognito;
    const victim = world.sandbox.cognito.seedUser(world.source.userPoolId, {
      username: 'victim',
      password: 'Victim-Password-1',
      attributes: { email: 'victim@example.com', email_verified: 'true' },
    });
    await call('SignUp', {
      ClientId: world.clientId,
      Username: 'thief@example.com',
      Password: 'Thief-Password-1',
      UserAttributes: [
        { Name: 'email', Value: 'thief@example.com' },
        { Name: 'custom:prev_sub_id', Value: victim.sub },
      ],
    });
    await call('AdminConfirmSignUp', { UserPoolId: world.target.userPoolId, Username: 'thief@example.com' });
    await world.indexLogins();

    const thief = await world.signIn('thief@example.com', 'Thief-Password-1');
    expect(thief.claims).toBeTruthy();
    expect(await world.ledger.find(victim.sub)).toBeUndefined();

    const { claims } = await world.signIn('victim@example.com', 'Victim-Password-1');
    await world.signIn('thief@example.com', 'Thief-Password-1');
    expect(await world.ledger.find(victim.sub)).toMatchObject({ state: 'bound', newSub: claims?.sub });
  });
});
