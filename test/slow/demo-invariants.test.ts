import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SeededPerson } from '../../sandbox/demo/cast/person.ts';
import { type DemoResult, runDemo } from '../../sandbox/demo/run-demo.ts';
import type { StepName } from '../../sandbox/demo/stage.ts';
import { lazyPeople, typedAddress } from '../../sandbox/demo/who-tries.ts';
import type { World } from '../../sandbox/demo/world.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { slowTime } from '../support/slow-time.ts';

type Alter = (sandbox: Sandbox, world: World) => Promise<unknown>;

/** Its functions answer by the clock on the wall, and would put sign-ins off on a busy machine: here they have all the time they need. */
const giveFunctionsTime = (sandbox: Sandbox) => {
  const { register } = sandbox.functions;
  Object.assign(sandbox.functions, {
    register: (arn, definition) =>
      register(arn, { ...definition, environment: { ...slowTime, ...definition.environment } }),
  } satisfies Partial<Sandbox['functions']>);
};

const runAltered = async (before: StepName | undefined, alter: Alter, dynamodb?: 'dynalite'): Promise<DemoResult> => {
  const outputDirectory = await mkdtemp(join(tmpdir(), 'poolferry-demo-test-'));
  onTestFinished(() => rm(outputDirectory, { recursive: true, force: true }));
  const printed: string[] = [];
  const result = await runDemo({
    seed: 'altered',
    users: 30,
    outputDirectory,
    ...(dynamodb === undefined ? {} : { dynamodb }),
    print: (line) => printed.push(line),
    beforeStep: async (step, sandbox, world) => {
      if (step === 'deploy') giveFunctionsTime(sandbox);
      if (step === before) await alter(sandbox, world);
    },
  });
  if (result.summary.length === 0) throw new Error(`The demo never came to its checks:\n${printed.join('\n')}`);
  return result;
};

const inTarget = (sandbox: Sandbox, world: World, operation: string, person: SeededPerson, more: object = {}) =>
  sandbox.cognito.call(operation, {
    UserPoolId: world.target.userPoolId,
    Username: typedAddress(person),
    ...more,
  });

const firstLazy = ({ people }: World): SeededPerson => first(lazyPeople(people));

const firstImported = ({ people }: World): SeededPerson =>
  first(people.filter((person) => person.kind === 'ordinary' && !lazyPeople(people).includes(person)));

const first = <T>(of: readonly T[]): T => {
  const [one] = of;
  if (one === undefined) throw new Error('The cast lacks the person that the test needs.');
  return one;
};

const giveAwayAnItem: Alter = async (sandbox, world) => {
  const TableName = world.tableNames.Vehicle;
  const { Items } = await sandbox.callDynamoDb('Scan', { TableName });
  const owned = (Items as { id: unknown; owner?: { S: string } }[]).filter(({ owner }) => owner !== undefined);
  const taken = first(owned);
  const other = first(owned.filter(({ owner }) => owner?.S !== taken.owner?.S));
  await sandbox.callDynamoDb('UpdateItem', {
    TableName,
    Key: { id: taken.id },
    UpdateExpression: 'SET #owner = :other',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':other': other.owner },
  });
};

const takeAnItemFromNobody: Alter = async (sandbox, world) => {
  const TableName = world.tableNames.Vehicle;
  const { Items } = await sandbox.callDynamoDb('Scan', { TableName });
  const orphan = first((Items as { id: unknown; owner?: unknown }[]).filter(({ owner }) => owner === undefined));
  await sandbox.callDynamoDb('PutItem', { TableName, Item: { ...orphan, owner: { S: 'nobody-in-particular' } } });
};

const dropAComma: Alter = async (sandbox, world) => {
  const person = first(lazyPeople(world.people).filter(({ kind }) => kind === 'comma'));
  await inTarget(sandbox, world, 'AdminUpdateUserAttributes', person, {
    UserAttributes: [{ Name: 'name', Value: person.attributes.name?.replace(',', '') ?? '' }],
  });
};

const replaceMigrationTrigger: Alter = async (sandbox, world) => {
  const { UserPool } = await sandbox.cognito.call('DescribeUserPool', { UserPoolId: world.target.userPoolId });
  const { LambdaConfig } = UserPool as { LambdaConfig: { UserMigration: string } };
  sandbox.functions.register(LambdaConfig.UserMigration, {
    modulePath: fileURLToPath(new URL('../support/chatty-trigger.ts', import.meta.url)),
    handlerName: 'handler',
    environment: {},
  });
};

describe('the demo', () => {
  it('holds when nothing is altered, and says the same twice', async () => {
    const once = await runAltered(undefined, async () => {});
    const twice = await runAltered(undefined, async () => {});

    expect(once).toMatchObject({ exitCode: 0, broken: [] });
    expect(twice.summary).toEqual(once.summary);
  });

  it('holds on an engine without PartiQL', async () => {
    const { exitCode, broken } = await runAltered(undefined, async () => {}, 'dynalite');

    expect({ exitCode, broken }).toEqual({ exitCode: 0, broken: [] });
  });

  it.each<[id: string, what: string, before: StepName, alter: Alter]>([
    [
      'I1',
      'a user who crossed is deleted in the target',
      'check',
      (sandbox, world) => inTarget(sandbox, world, 'AdminDeleteUser', firstLazy(world)),
    ],
    ['I2', 'an item is given to somebody else', 'check', giveAwayAnItem],
    [
      'I3',
      'somebody is turned away at the first sign-in, and imported later',
      'lazy-sign-in',
      (sandbox, world) =>
        sandbox.cognito.call('AdminSetUserPassword', {
          UserPoolId: world.source.userPoolId,
          Username: firstLazy(world).username,
          Password: 'Changed-before-1!',
          Permanent: true,
        }),
    ],
    [
      'I3',
      'a password is changed after the crossing',
      'sign-in-again',
      (sandbox, world) =>
        inTarget(sandbox, world, 'AdminSetUserPassword', firstLazy(world), {
          Password: 'Changed-behind-1!',
          Permanent: true,
        }),
    ],
    [
      'I4',
      'an imported user is given the old password',
      'reset',
      (sandbox, world) =>
        inTarget(sandbox, world, 'AdminSetUserPassword', firstImported(world), {
          Password: firstImported(world).password,
          Permanent: true,
        }),
    ],
    ['I5', 'the trigger says why it refuses', 'lazy-sign-in', replaceMigrationTrigger],
    [
      'I6',
      'a phone number is vouched for',
      'check',
      (sandbox, world) =>
        inTarget(
          sandbox,
          world,
          'AdminUpdateUserAttributes',
          first(lazyPeople(world.people).filter(({ kind }) => kind === 'unverified-phone')),
          { UserAttributes: [{ Name: 'phone_number_verified', Value: 'true' }] },
        ),
    ],
    [
      'I7',
      'a user of the source is changed',
      'export',
      (sandbox, world) =>
        sandbox.cognito.call('AdminUpdateUserAttributes', {
          UserPoolId: world.source.userPoolId,
          Username: firstLazy(world).username,
          UserAttributes: [{ Name: 'name', Value: 'Somebody Else' }],
        }),
    ],
    ['I8', 'a comma in a name is lost', 'check', dropAComma],
    [
      'I4',
      'a user whom the export rejected is in the target, with a temporary password',
      'import',
      (sandbox, world) =>
        inTarget(sandbox, world, 'AdminCreateUser', first(world.people.filter(({ kind }) => kind === 'disabled')), {
          MessageAction: 'SUPPRESS',
        }),
    ],
  ])('exits 1 and names %s when %s', async (id, _what, before, alter) => {
    const { exitCode, broken, summary } = await runAltered(before, alter);

    expect(exitCode).toBe(1);
    expect(broken).toContain(id);
    expect(summary.join('\n')).toContain(`BREACH ${id}`);
  });

  it('names every rule that was broken, also where nobody would notice', async () => {
    const { exitCode, broken } = await runAltered('check', async (sandbox, world) => {
      await takeAnItemFromNobody(sandbox, world);
      await inTarget(sandbox, world, 'AdminDisableUser', firstLazy(world));
      await sandbox.cognito.call('CreateUserImportJob', {
        UserPoolId: world.source.userPoolId,
        JobName: 'into-the-source',
        CloudWatchLogsRoleArn: world.importLogsRoleArn,
      });
    });

    expect({ exitCode, broken }).toEqual({ exitCode: 1, broken: ['I1', 'I2', 'I7'] });
  });
});
