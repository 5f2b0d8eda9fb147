import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toEnvironment } from '../../functions/migrate-user/environment.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { type Fate, startRelay } from '../support/relay.ts';
import { timeSlowedBy } from '../support/slow-time.ts';

const password = 'canary-Password-1';
const address = 'canary-ada@example.com';
const sourceRole = { arn: 'arn:aws:iam::111122223333:role/source', externalId: 'canary-external-id' };
/** Here everything may take so many times longer than in AWS, so that no busy machine decides. */
const slowness = 3;
/** What Cognito waits. */
const patienceMs = 5_000 * slowness;
const lateMs = 1_000 * slowness;

describe('the migrate-user function, where one thing it depends on stalls', () => {
  let world: CrossingWorld;
  let relays: Awaited<ReturnType<typeof startRelay>>[];
  let fate: { readonly operation: string; readonly fate: Fate } | undefined;
  beforeAll(async () => {
    world = await createCrossingWorld({
      sourceClient: { GenerateSecret: true },
      trigger: { lookup: 'index', sourceClientSecretArn: 'source-client-secret', sourceRole },
      users: [{ username: 'canary-user', password, attributes: { email: address, email_verified: 'true' } }],
    });
    world.sandbox.secrets.create('source-client-secret', world.clientSecret ?? '');
    world.sandbox.roles.register(sourceRole);
    await world.indexLogins();
    const fateOf = ({ operation }: { readonly operation: string }) =>
      fate?.operation === operation ? fate.fate : 'pass';
    relays = [];
    for (const { url } of [world.sandbox, world.sandbox.dynamodb]) relays.push(await startRelay(url, fateOf, lateMs));
  });
  afterAll(async () => {
    await Promise.all(relays.map((relay) => relay.close()));
    await world.close();
  });

  const event = (overrides: object = {}) => ({
    version: '1',
    triggerSource: 'UserMigration_Authentication',
    userPoolId: world.target.userPoolId,
    userName: address,
    callerContext: { awsSdkVersion: 'x', clientId: world.clientId },
    request: { password },
    response: {},
    ...overrides,
  });
  const stalled = () =>
    relays
      .map((relay) => relay.stalled())
      .reduce((sum, each) => ({ requests: sum.requests + each.requests, hungUp: sum.hungUp + each.hungUp }));

  const register = (name: string) =>
    world.register(
      name,
      {
        ...toEnvironment({ config: world.config, source: world.source, target: world.target }),
        ...timeSlowedBy(slowness),
        AWS_ENDPOINT_URL: relays[0]?.url ?? '',
        AWS_ENDPOINT_URL_DYNAMODB: relays[1]?.url ?? '',
      },
      'migrate-user',
    );
  /** In a container that has started, but has asked nothing of anyone. */
  const invokeWhere = async (operation: string, how: Fate, sent = event()) => {
    const name = `${operation}-${how}-${sent.triggerSource}`;
    register(name);
    await world.invoke(name, event({ userPoolId: 'another' }));
    fate = { operation, fate: how };
    const result = await world.invoke(name, sent, patienceMs);
    return { result, output: world.outputOf(name) };
  };

  const stages = [
    ['AssumeRole', 'source-role|out-of-time'],
    ['GetSecretValue', 'lookup-failed|out-of-time'],
    ['ReadSwitch', 'lookup-failed|out-of-time'],
    ['GetItem', 'lookup-failed|out-of-time'],
    ['AdminInitiateAuth', 'out-of-time'],
    ['AdminGetUser', 'out-of-time'],
    ['UpdateItem', 'ledger-failed|out-of-time'],
  ] as const;
  const cases = stages.flatMap(([operation, reason]) =>
    (['silence', 'half'] as const).map((how) => ({ operation, how, reason })),
  );

  it.each(cases)('asks people to try again and hangs up in time, after the $how of $operation', async (row) => {
    const before = stalled();

    const { result, output } = await invokeWhere(row.operation, row.how);

    expect(result).toMatchObject({ kind: 'threw', errorMessage: expect.stringMatching(/try again later\.$/) });
    expect(output).toMatch(new RegExp(`"reason":"(${row.reason})"`));
    expect(output).not.toMatch(/canary|eyJ/);
    expect(stalled().requests).toBeGreaterThan(before.requests);
    await expect.poll(() => stalled().hungUp).toBe(stalled().requests);
  });

  it.each([
    ['late', { kind: 'returned', coldStart: true, payload: { response: { finalUserStatus: 'CONFIRMED' } } }],
    ['silence', { kind: 'threw', coldStart: true, errorMessage: expect.stringMatching(/try again later\.$/) }],
    ['half', { kind: 'threw', coldStart: true, errorMessage: expect.stringMatching(/try again later\.$/) }],
  ] as const)(
    'answers in time where a container starts while credentials of its role meet %s',
    async (how, expected) => {
      register(`cold-${how}`);
      fate = { operation: 'AssumeRole', fate: how };

      const result = await world.invoke(`cold-${how}`, event(), patienceMs);

      expect(result).toMatchObject(expected);
      expect(world.outputOf(`cold-${how}`)).not.toMatch(/canary|eyJ/);
    },
  );

  it('leaves the user free to cross once it answers again', async () => {
    fate = undefined;

    expect((await world.signIn(address, password)).claims).toBeTruthy();
  });
});
