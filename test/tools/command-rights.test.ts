import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hashLogin } from '../../core/identity/login-hash.ts';
import { registry } from '../../scripts/commands/registry.ts';
import { commandRights, type Place } from '../../tools/command-rights.ts';
import { grantsOf } from '../../tools/rights-page.ts';
import { type CrossingWorld, createCrossingWorld, nameHashKey } from '../support/crossing-world.ts';
import { startRightsRecorder, type UsedRight } from '../support/recorded-rights.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const password = 'Old-Password-1';
const person = (username: string) => ({
  username,
  password,
  attributes: { email: `${username}@example.com`, email_verified: 'true' },
});

let world: CrossingWorld;
let workingDirectory: string;
const used: UsedRight[] = [];
const closing: (() => Promise<unknown>)[] = [];
let environment: Record<string, string>;

const run = async (line: string, expectedCode = 0) => {
  const outcome = await runCommandLine({
    argv: line.split(' '),
    commands: registry.commands,
    workingDirectory,
    environment,
  });
  expect(outcome.exitCode, `${line}\n${outcome.stderr}${outcome.stdout}`).toBe(expectedCode);
  return outcome;
};
const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:';
const logsRoleArn = 'arn:aws:iam::111122223333:role/import-logs';

beforeAll(async () => {
  world = await createCrossingWorld({
    users: ['ada', 'grace', 'joan', 'mary'].map(person),
    sourcePool: { MfaConfiguration: 'OPTIONAL' },
  });
  const { sandbox } = world;
  closing.push(() => world.close());
  const aws = await startRightsRecorder(sandbox.url, used);
  const database = await startRightsRecorder(sandbox.dynamodb.url, used);
  closing.push(aws.close, database.close);
  environment = { ...sandbox.environment, AWS_ENDPOINT_URL: aws.url, AWS_ENDPOINT_URL_DYNAMODB: database.url };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  workingDirectory = await makeTemporaryDirectory((remove) => closing.push(async () => remove(undefined as never)));
  const write = (file: string, content: unknown) => writeFile(join(workingDirectory, file), JSON.stringify(content));
  await write('poolferry.outputs.json', {
    Poolferry: {
      TargetUserPoolArn: world.target.arn,
      MigrateUserArn: `${functionArn}migrate-user`,
      BindUserArn: `${functionArn}bind-user`,
    },
  });
  await write('poolferry.config.json', {
    ...world.config,
    import: { logsRoleArn },
    tables: [{ name: 'Todo', owners: [{ path: 'owner' }, { path: 'editors[]' }] }],
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const close of closing) await close();
});

const placeOf = ({ about }: UsedRight): Place => {
  const named: Readonly<Record<string, Place>> = {
    [world.source.userPoolId]: 'source',
    [world.target.userPoolId]: 'target',
    [world.config.ledger?.tableName ?? '']: 'ledger',
    'poolferry/poolferry-ledger/name-hash-key': 'secret',
    Todo: 'tables',
    '': 'tableNames',
    [logsRoleArn]: 'logsRole',
  };
  const place =
    named[about] ?? (about.startsWith(`/aws/cognito/userpools/${world.target.userPoolId}/`) ? 'logs' : undefined);
  if (place === undefined) throw new Error(`nobody knows what "${about}" is`);
  return place;
};

/** `place: service:Action`, of every call of a command. Asking who one is needs no right. */
const seen: Record<string, Set<string>> = {};
const see = async (command: string, options = '', expectedCode = 0) => {
  used.length = 0;
  await run(`${command} ${options}`.trim(), expectedCode);
  const calls = used.filter(({ action }) => action !== 'sts:GetCallerIdentity');
  seen[command] = (seen[command] ?? new Set()).union(
    new Set(calls.map((right) => `${placeOf(right)}: ${right.action}`)),
  );
};

/** A migration with everything in it that takes a right of its own. */
beforeAll(async () => {
  const subOf = (name: string) => world.seeded.get(name)?.sub ?? '';
  const { sandbox, source, target, ledger } = world;
  const database = sandbox.callDynamoDb;
  await database('CreateTable', {
    TableName: 'Todo',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const owner = { S: subOf('ada') };
  await database('PutItem', { TableName: 'Todo', Item: { id: { S: 'one owner' }, owner } });
  const editors = { L: [owner, { S: subOf('grace') }] };
  await database('PutItem', { TableName: 'Todo', Item: { id: { S: 'several owners' }, owner, editors } });
  /** Somebody who came to the source later, and has claimed their place in the target. */
  const claimLate = async (name: string) => {
    const { sub } = sandbox.cognito.seedUser(source.userPoolId, person(name));
    const loginHash = hashLogin(nameHashKey, `${name}@example.com`);
    await ledger.claim({
      previousSub: sub,
      previousUsername: name,
      loginHash,
      claimedBy: 'trigger',
      claimedAtMs: 0,
    });
    return sub;
  };

  await see('pools', '--out poolferry.pools.json');
  await see('index', '--execute');
  await sandbox.cognito.call('AdminDeleteUser', { UserPoolId: source.userPoolId, Username: 'mary' });
  await see('index', '--execute');
  await see('trigger show', '', 0);
  await see('trigger detach', '--execute');
  await see('trigger attach', '--execute');
  await see('trigger pause', '--execute');
  await see('export', '--out package --mfa check');
  await see('export', '--out rest --mfa check --only-missing');
  await see('import', 'package --execute');
  await see('map', '--package package --ledger poolferry-ledger --out map.jsonl');
  await see('discover', '--map map.jsonl --table Todo');
  await see('discover', '--map map.jsonl --name-pattern To*');
  await see('remap', '--map map.jsonl --execute --without-pitr');
  await see('remap verify', '--map map.jsonl');
  await see('undo', `${await runOf('remap')} --execute`);
  await see('remap', '--follow --once --execute --without-pitr');
  for (const about of ['', '--login ada@example.com', `--sub ${subOf('ada')}`, '--username ada'])
    await see('ledger show', about);
  await see('ledger release', `--sub ${await claimLate('hedy')} --execute`);
  const previousSub = await claimLate('vera');
  sandbox.cognito.seedUser(target.userPoolId, {
    ...person('vera'),
    username: 'vera@example.com',
    attributes: { ...person('vera').attributes, 'custom:prev_sub_id': previousSub },
  });
  await see('ledger reconcile', '--execute');
  await see('ledger forget', `--sub ${subOf('joan')} --execute`);
  await see('undo', `${await runOf('import')} --pool-id ${target.userPoolId} --execute`, 3);
  await see('runs');
});

const runOf = async (command: string): Promise<string> => {
  const { runs } = JSON.parse((await run('runs --json')).stdout) as { runs: { id: string; command: string }[] };
  return runs.find((each) => each.command === command)?.id ?? '';
};

describe('the rights of docs/rights.md', () => {
  it('are told for every command that works on AWS, and for no other', () => {
    expect(Object.keys(seen).sort()).toEqual(registry.commands.map(({ name }) => name).sort());
    expect(Object.keys(commandRights).sort()).toEqual(
      Object.keys(seen)
        .filter((name) => name !== 'runs')
        .sort(),
    );
    expect([...(seen.runs ?? [])]).toEqual([]);
  });

  it.each(Object.keys(commandRights))('are those that "%s" uses, and no more', (command) => {
    const granted = grantsOf(commandRights[command] ?? {}).map(({ place, action, when }) => ({
      right: `${place}: ${action}`,
      when,
    }));
    const all = granted.map(({ right }) => right);
    const always = granted.filter(({ when }) => when === undefined).map(({ right }) => right);
    const calls = [...(seen[command] ?? [])];

    expect(
      calls.filter((call) => !all.includes(call)),
      'called, and not granted',
    ).toEqual([]);
    expect(
      always.filter((right) => !calls.includes(right)),
      'granted without a reason, and never called',
    ).toEqual([]);
  });
});
