import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { addPool, startStillSandbox } from '../support/trigger-world.ts';
import {
  type Attributes,
  createPoolModel,
  type ModelUser,
  type PoolKind,
  type PoolModel,
} from '../support/user-pool-model.ts';
import { watchAnswers } from '../support/watch-answers.ts';

let sandbox: Sandbox;
let surprises: readonly string[];
beforeAll(async () => {
  sandbox = await startStillSandbox();
  surprises = watchAnswers(sandbox.cognito);
});
afterAll(() => sandbox.close());

const call = <T = Record<string, unknown>>(operation: string, request: object) =>
  sandbox.cognito.call<T>(operation, request);

const KINDS: Readonly<Record<string, Omit<PoolKind, 'caseSensitive'>>> = {
  usernames: { usernameAttributes: [], aliasAttributes: [] },
  'e-mail aliases': { usernameAttributes: [], aliasAttributes: ['email'] },
  'all aliases': { usernameAttributes: [], aliasAttributes: ['email', 'phone_number', 'preferred_username'] },
  'e-mail usernames': { usernameAttributes: ['email'], aliasAttributes: [] },
  'e-mail or phone usernames': { usernameAttributes: ['email', 'phone_number'], aliasAttributes: [] },
};

// Few values, so that they meet.
const username = fc.constantFrom(
  'ana',
  'Ana',
  'bo',
  'annie',
  'ana@x.io',
  'ANA@x.io',
  'bo@x.io',
  '+15550100',
  '+15550101',
);
const address = {
  email: fc.constantFrom('ana@x.io', 'Ana@x.io', 'bo@x.io'),
  phone_number: fc.constantFrom('+15550100', '+15550101'),
  preferred_username: fc.constantFrom('ana', 'annie', 'Annie'),
};
const flags = {
  email_verified: fc.constantFrom('true', 'true', 'false'),
  phone_number_verified: fc.constantFrom('true', 'false'),
};
const orNone = { requiredKeys: [] as [] };
const given_name = fc.constantFrom('A', 'A', 'A', 'A', '');
const optional: fc.Arbitrary<Attributes> = fc.oneof(
  fc.record({ ...address, ...flags, 'custom:once': fc.constantFrom('1', '2') }, orNone),
  // A verified address, so that it often is somebody else's.
  fc.record({ email: address.email, email_verified: fc.constant('true') }),
);
const unproven = fc.record(address, orNone);
const emptiable = <T>(values: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: values }, fc.constant(''));
const changed = {
  email: emptiable(address.email),
  phone_number: emptiable(address.phone_number),
  preferred_username: emptiable(address.preferred_username),
  ...flags,
  given_name,
  nickname: emptiable(fc.constant('A')),
  'custom:once': fc.constantFrom('1', '2'),
};
const changes: fc.Arbitrary<Attributes> = fc.oneof(
  fc.record(changed, orNone),
  ...Object.entries(changed).map(([name, values]) => fc.record({ [name]: values as fc.Arbitrary<string> })),
);
const who = fc.nat({ max: 5 });

const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant('create' as const), username, optional, given_name, force: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('sign-up' as const), username, optional: unproven, given_name }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('seed' as const), username, optional }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('import' as const), username, optional: unproven, given_name }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('confirm' as const), who, force: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('confirm-by-admin' as const), who }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('update' as const), who, changes }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('delete-attribute' as const),
      who,
      name: fc.constantFrom('email', 'preferred_username', 'given_name'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('delete' as const), who }) },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

const toWire = (attributes: Attributes) => Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

type World = { readonly userPoolId: string; readonly clientId: string; readonly model: PoolModel };

const succeeds = (outcome: Promise<unknown>): Promise<boolean> =>
  outcome.then(
    () => true,
    () => false,
  );

/** What the model learns of a user whom it let in: names that only Cognito gives. */
const learn = ({ userPoolId, model }: World, attributes: Attributes, status: string, sub: string): void => {
  const made = sandbox.cognito.snapshot(userPoolId).users.find((user) => user.sub === sub);
  model.add({
    username: made?.username ?? '',
    sub,
    attributes,
    status,
    hasCode: status === 'UNCONFIRMED' && 'email' in attributes,
  });
};

const importUser = async ({ userPoolId }: World, name: string, attributes: Attributes): Promise<boolean> => {
  const { CSVHeader } = await call<{ CSVHeader: string[] }>('GetCSVHeader', { UserPoolId: userPoolId });
  const values: Attributes = { ...attributes, 'cognito:username': name, 'cognito:mfa_enabled': 'false' };
  const body = `${CSVHeader.join(',')}\n${CSVHeader.map((column) => values[column] ?? '').join(',')}\n`;
  const { UserImportJob: job } = await call<{ UserImportJob: { JobId: string; PreSignedUrl: string } }>(
    'CreateUserImportJob',
    { UserPoolId: userPoolId, JobName: 'job', CloudWatchLogsRoleArn: 'arn:aws:iam::111122223333:role/import-logs' },
  );
  await fetch(job.PreSignedUrl, { method: 'PUT', body, headers: { 'x-amz-server-side-encryption': 'aws:kms' } });
  await call('StartUserImportJob', { UserPoolId: userPoolId, JobId: job.JobId });
  for (;;) {
    sandbox.clock.advanceMs(60_000);
    const { UserImportJob: seen } = await call<{ UserImportJob: { Status: string; ImportedUsers?: number } }>(
      'DescribeUserImportJob',
      { UserPoolId: userPoolId, JobId: job.JobId },
    );
    if (['Succeeded', 'Failed'].includes(seen.Status)) return seen.ImportedUsers === 1;
  }
};

const newestSub = ({ userPoolId, model }: World): string => {
  const known = new Set(model.users().map(({ sub }) => sub));
  return sandbox.cognito.snapshot(userPoolId).users.find(({ sub }) => !known.has(sub))?.sub ?? '';
};

const isMade = async (world: World, made: Promise<unknown>, expected: Attributes | null, status: string) => {
  const isThere = await succeeds(made);
  expect(isThere).toBe(expected !== null);
  if (expected !== null) learn(world, expected, status, newestSub(world));
};

const perform = async (world: World, step: Action): Promise<void> => {
  const { userPoolId, clientId, model } = world;
  const users = model.users();
  const target = 'who' in step ? users[step.who % Math.max(1, users.length)] : undefined;
  if ('who' in step && target === undefined) return;
  const user = target as ModelUser;
  const admin = { UserPoolId: userPoolId, Username: user?.username };
  switch (step.act) {
    case 'create': {
      const attributes = { ...step.optional, given_name: step.given_name };
      const made = call('AdminCreateUser', {
        UserPoolId: userPoolId,
        Username: step.username,
        UserAttributes: toWire(attributes),
        ForceAliasCreation: step.force,
        MessageAction: 'SUPPRESS',
      });
      return isMade(world, made, model.mayInvite(step.username, attributes, step.force), 'FORCE_CHANGE_PASSWORD');
    }
    case 'sign-up': {
      const attributes = { ...step.optional, given_name: step.given_name };
      const made = call('SignUp', {
        ClientId: clientId,
        Username: step.username,
        Password: 'Right-Password-1',
        UserAttributes: toWire(attributes),
      });
      return isMade(world, made, model.maySignUp(step.username, attributes), 'UNCONFIRMED');
    }
    case 'seed': {
      const attributes = { ...step.optional, given_name: 'A' };
      const expected = model.mayImport(step.username, attributes);
      // The back door takes what the front door would not, except for names that are somebody else's.
      if (expected === null) return;
      sandbox.cognito.seedUser(userPoolId, { username: step.username, attributes: expected, status: 'RESET_REQUIRED' });
      return learn(world, expected, 'RESET_REQUIRED', newestSub(world));
    }
    case 'import': {
      const attributes = {
        ...step.optional,
        given_name: step.given_name,
        email_verified: 'true',
        phone_number_verified: 'false',
      };
      const { phone_number_verified: _flag, ...withoutPhone } = attributes;
      const row = 'phone_number' in attributes ? attributes : withoutPhone;
      const expected = 'email' in row ? model.mayImport(step.username, row) : null;
      const isImported = await importUser(world, step.username, row);
      expect(isImported).toBe(expected !== null);
      if (expected !== null) learn(world, expected, 'RESET_REQUIRED', newestSub(world));
      return;
    }
    case 'confirm': {
      const sent = sandbox.cognito.outbox.findLast(
        (message) =>
          message.kind === 'sign-up' && message.userPoolId === userPoolId && message.username === user.username,
      );
      const confirmed = call('ConfirmSignUp', {
        ClientId: clientId,
        Username: user.username,
        ConfirmationCode: sent?.code ?? '000000',
        ForceAliasCreation: step.force,
      });
      expect(await succeeds(confirmed)).toBe(model.confirm(user, step.force));
      return;
    }
    case 'confirm-by-admin': {
      const isConfirmed = await succeeds(call('AdminConfirmSignUp', admin));
      expect(isConfirmed).toBe(user.status === 'UNCONFIRMED');
      if (isConfirmed) user.status = 'CONFIRMED';
      return;
    }
    case 'update': {
      const updated = call('AdminUpdateUserAttributes', { ...admin, UserAttributes: toWire(step.changes) });
      expect(await succeeds(updated)).toBe(model.update(user, step.changes));
      return;
    }
    case 'delete-attribute': {
      const removed = call('AdminDeleteUserAttributes', { ...admin, UserAttributeNames: [step.name] });
      expect(await succeeds(removed)).toBe(model.update(user, { [step.name]: '' }));
      return;
    }
    case 'delete':
      await call('AdminDeleteUser', admin);
      return model.remove(user);
  }
};

const byUsername = (left: { username: string }, right: { username: string }) =>
  left.username < right.username ? -1 : 1;

const expectSameUsers = ({ userPoolId, model }: World): void => {
  const actual = sandbox.cognito.snapshot(userPoolId).users;
  const shown = actual.map(({ username: name, sub, attributes, status }) => ({
    username: name,
    sub,
    attributes,
    status,
  }));
  const wanted = model.users().map(({ hasCode: _code, ...user }) => user);
  expect(shown).toEqual(wanted.toSorted(byUsername));
  const incomplete = actual.filter(({ attributes }) => !attributes.given_name);
  expect(incomplete.filter(({ status }) => status !== 'FORCE_CHANGE_PASSWORD')).toEqual([]);
  expect(new Set(actual.map((user) => model.fold(user.username))).size).toBe(actual.length);
};

const expectSameHolders = async ({ userPoolId, model }: World, kind: PoolKind): Promise<void> => {
  const values: Readonly<Record<string, readonly string[]>> = {
    email: ['ana@x.io', 'Ana@x.io', 'bo@x.io'],
    phone_number: ['+15550100', '+15550101'],
    preferred_username: ['annie', 'Annie'],
  };
  for (const name of [...kind.usernameAttributes, ...kind.aliasAttributes]) {
    for (const value of values[name] ?? []) {
      const found = await call<{ Username: string }>('AdminGetUser', { UserPoolId: userPoolId, Username: value }).catch(
        () => null,
      );
      const holder =
        model.holderOf(`${name}|${model.fold(value)}`) ??
        model.users().find((user) => user.username === model.fold(value));
      expect(found?.Username).toBe(holder?.username);
    }
  }
};

const expectSameList = async ({ userPoolId, model }: World): Promise<void> => {
  const listed: string[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await call<{ Users: { Username: string }[]; PaginationToken?: string }>('ListUsers', {
      UserPoolId: userPoolId,
      Limit: 2,
      PaginationToken,
    });
    listed.push(...page.Users.map(({ Username }) => Username));
    ({ PaginationToken } = page);
  } while (PaginationToken !== undefined);
  expect(listed.toSorted()).toEqual(
    model
      .users()
      .map((user) => user.username)
      .toSorted(),
  );
};

const SCHEMA = [
  { Name: 'given_name', AttributeDataType: 'String', Required: true, Mutable: true },
  { Name: 'once', AttributeDataType: 'String', Mutable: false },
];

const optionalNames = (name: string, values: readonly string[]): object =>
  values.length === 0 ? {} : { [name]: values };

describe.each(Object.entries(KINDS))('a pool with %s', (_title, names) => {
  it.each([true, false])('keeps its rules through any sequence of changes (case counts: %s)', async (caseSensitive) => {
    const kind: PoolKind = { ...names, caseSensitive };
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), async (steps) => {
        const pool = await addPool(sandbox, {
          Schema: SCHEMA,
          AutoVerifiedAttributes: ['email'],
          UsernameConfiguration: { CaseSensitive: caseSensitive },
          ...optionalNames('UsernameAttributes', kind.usernameAttributes),
          ...optionalNames('AliasAttributes', kind.aliasAttributes),
        });
        const world: World = { ...pool, model: createPoolModel(kind) };
        const subs = new Set<string>();
        for (const step of steps) {
          const before = new Set(world.model.users());
          await perform(world, step);
          for (const user of world.model.users()) {
            if (before.has(user)) continue;
            expect(subs).not.toContain(user.sub);
            subs.add(user.sub);
          }
          expectSameUsers(world);
          await expectSameHolders(world, kind);
        }
        await expectSameList(world);
        expect(surprises).toEqual([]);
        await call('DeleteUserPool', { UserPoolId: pool.userPoolId });
      }),
      { numRuns: 60 },
    );
  });
});
