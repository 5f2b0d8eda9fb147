import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateUserImportJobCommand,
  type CreateUserPoolCommandInput,
  DescribeUserImportJobCommand,
  ListUsersCommand,
  StartUserImportJobCommand,
  type UserImportJobType,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describePool } from '../../aws/users/describe-pool.ts';
import { getCsvHeader } from '../../aws/users/get-csv-header.ts';
import type { Marking } from '../../core/export/export-settings.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { type AwsUnderTest, makePool, startAwsUnderTest } from '../support/aws-under-test.ts';
import { runExport } from '../support/export-world.ts';
import { buildSource, buildUser, buildUsersConfig } from '../support/user-builders.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(() => aws.close());

/** Attributes of users, each with something about them that is not plain. */
const troubles: readonly Parameters<typeof buildUser>[1][] = [
  {},
  { attributes: { name: 'Lee, Ann', nickname: '"Annie" says' } },
  { attributes: { name: 'a\\' } },
  { attributes: { name: 'x\nadmin,victim@x.io,true' } },
  { attributes: { name: ' x ' } },
  { attributes: { name: '😀'.repeat(900) } },
  { attributes: { name: '=1+1', profile: '-x', website: '@x' } },
  { attributes: { birthdate: '1990-05-06', updated_at: '1471453471', phone_number: '+12345550100' } },
  { attributes: { birthdate: '05/06/1990' } },
  { attributes: { phone_number: '0044' } },
  { attributes: { phone_number: '+12345550101', phone_number_verified: 'true', email: '', email_verified: 'false' } },
  { attributes: { phone_number_verified: 'true' } },
  { attributes: { email: 'same@example.com' } },
  { attributes: { email: 'SAME@example.com' } },
  { attributes: { email: 'same@example.com', email_verified: 'false' } },
  { attributes: { email: 'nobody@example.com', email_verified: 'false' } },
  { attributes: { email: 'Nobody@example.com', email_verified: 'false' } },
  { attributes: { email: 'alone@example.com', email_verified: 'false' } },
  { attributes: { email: 'not an address' } },
  { attributes: { email: 'rené@example.com', preferred_username: 'rené' } },
  { attributes: { 'dev:note': 'x', 'custom:role': 'admin', identities: '[{"providerName":"Google","userId":"1"}]' } },
  { username: 'Google_123', status: 'EXTERNAL_PROVIDER' },
  { username: 'with space' },
  { username: 'ann@example.com' },
  { status: 'UNCONFIRMED' },
  { status: 'FORCE_CHANGE_PASSWORD' },
  { status: 'RESET_REQUIRED' },
  { status: 'COMPROMISED' },
  { enabled: false },
];
const users = troubles.map((trouble, n) => buildUser(n, trouble)) satisfies readonly UserRecord[];

const targets = {
  'signs in by e-mail': {
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
  },
  'signs in by username or alias, telling case apart': {
    AliasAttributes: ['email', 'preferred_username'],
    AutoVerifiedAttributes: ['email', 'phone_number'],
    UsernameConfiguration: { CaseSensitive: true },
  },
  'signs in by phone number': {
    UsernameAttributes: ['phone_number'],
    AutoVerifiedAttributes: ['phone_number'],
    UsernameConfiguration: { CaseSensitive: false },
  },
} satisfies Record<string, Partial<CreateUserPoolCommandInput>>;

const importAll = async (UserPoolId: string, file: string): Promise<UserImportJobType> => {
  const { UserImportJob: job } = await aws.cognito.send(
    new CreateUserImportJobCommand({ UserPoolId, JobName: 'all', CloudWatchLogsRoleArn: aws.logsRoleArn }),
  );
  await fetch(job?.PreSignedUrl ?? '', {
    method: 'PUT',
    body: file,
    headers: { 'x-amz-server-side-encryption': 'aws:kms' },
  });
  await aws.cognito.send(new StartUserImportJobCommand({ UserPoolId, JobId: job?.JobId }));
  for (;;) {
    const { UserImportJob: now } = await aws.cognito.send(
      new DescribeUserImportJobCommand({ UserPoolId, JobId: job?.JobId }),
    );
    if (now?.CompletionDate !== undefined) return now;
    await sleep(20);
  }
};

const markings: readonly Marking[] = [
  { kind: 'none' },
  { kind: 'listed', subs: new Set(users.slice(14, 16).map(({ sub }) => sub)) },
  { kind: 'all' },
];

describe.each(Object.entries(targets))(
  'a package of a pool with every trouble, for a target that %s',
  (_what, pool) => {
    it.each(['reject', 'newest-created', 'oldest-created', 'last-modified'])(
      'imports without a failed row, and accounts for everybody, when shared names go by "%s"',
      async (duplicates) => {
        for (const marking of markings) {
          const UserPoolId = await makePool(aws, pool);
          const profile = await describePool(aws.cognito, UserPoolId);
          const { counts, files } = await runExport(users, {
            target: { profile, region: 'eu-west-1' },
            header: await getCsvHeader(aws.cognito, UserPoolId),
            users: buildUsersConfig({ duplicates }),
            marking,
          });

          const job = await importAll(UserPoolId, files.get('users-001.csv') ?? '');

          expect(counts.exported, marking.kind).toBeGreaterThan(0);
          expect(counts.exported + counts.rejected, marking.kind).toBe(users.length);
          expect(job, marking.kind).toMatchObject({
            Status: 'Succeeded',
            ImportedUsers: counts.exported,
            SkippedUsers: 0,
            FailedUsers: 0,
          });
        }
      },
    );
  },
);

it('imports custom attributes of every type, required and immutable ones, and rejects by code what does not fit', async () => {
  const UserPoolId = await makePool(aws, {
    ...targets['signs in by e-mail'],
    Schema: [
      { Name: 'given_name', Required: true, Mutable: false },
      {
        Name: 'tier',
        AttributeDataType: 'String',
        Mutable: false,
        StringAttributeConstraints: { MinLength: '2', MaxLength: '8' },
      },
      { Name: 'level', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '1', MaxValue: '10' } },
      { Name: 'since', AttributeDataType: 'DateTime' },
      { Name: 'vip', AttributeDataType: 'Boolean' },
    ],
  });
  const attributes = {
    given_name: 'Ann',
    'custom:plan': 'a,b',
    'custom:level': '10',
    'custom:since': '2020-02-29T12:00:00Z',
    'custom:vip': 'true',
  };
  const misfits: readonly [string, Record<string, string>][] = [
    ['missing-required', { given_name: '' }],
    ['value-too-short', { 'custom:plan': 'x' }],
    ['value-too-long', { 'custom:plan': '123456789' }],
    ['bad-number', { 'custom:level': '11' }],
    ['bad-number', { 'custom:level': 'ten' }],
    ['bad-date', { 'custom:since': 'long ago' }],
    ['bad-boolean', { 'custom:vip': 'yes' }],
  ];
  const people = [{}, ...misfits.map(([, misfit]) => misfit)].map((each, n) =>
    buildUser(n, { attributes: { ...attributes, ...each } }),
  );
  const custom = ['custom:plan', 'custom:level', 'custom:since', 'custom:vip'];
  const source = { profile: buildSource({ schema: custom.map(asString) }), region: 'us-east-1' };

  const { counts, lines, files } = await runExport(people, {
    source,
    target: { profile: await describePool(aws.cognito, UserPoolId), region: 'eu-west-1' },
    header: await getCsvHeader(aws.cognito, UserPoolId),
    users: buildUsersConfig({
      attributes: { copy: ['standard', ...custom], rename: { 'custom:plan': 'custom:tier' } },
    }),
  });
  const job = await importAll(UserPoolId, files.get('users-001.csv') ?? '');

  expect(lines('rejects.jsonl').map(({ code }) => code)).toEqual(misfits.map(([code]) => code));
  expect(counts).toMatchObject({ listed: people.length, exported: 1 });
  expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 1, SkippedUsers: 0, FailedUsers: 0 });
  const { Users } = await aws.cognito.send(new ListUsersCommand({ UserPoolId }));
  const imported = new Map(Users?.[0]?.Attributes?.map(({ Name, Value }) => [Name, Value]));
  const { 'custom:plan': tier, ...others } = attributes;
  expect(Object.fromEntries(imported)).toMatchObject({ ...others, 'custom:tier': tier });
});

const asString = (name: string) => ({ name, type: 'String', required: false, mutable: true }) as const;
