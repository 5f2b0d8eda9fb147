import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../core/config/parse-config.ts';
import type { Config } from '../../core/config/schema.ts';
import { ProblemsError } from '../../core/errors.ts';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import * as bindUser from '../../functions/bind-user/environment.ts';
import * as guardSignUp from '../../functions/guard-sign-up/environment.ts';
import * as issueClaims from '../../functions/issue-claims/environment.ts';
import * as migrateUser from '../../functions/migrate-user/environment.ts';
import { buildSource, buildTarget } from '../support/user-builders.ts';

const buildConfig = (overrides: Record<string, object> = {}): Config => {
  const parsed = parseConfig({
    source: { userPoolId: 'eu-west-1_aSourcePl' },
    ledger: { tableName: 'poolferry-ledger' },
    ...overrides,
    target: { userPoolId: 'eu-west-1_aTargetPl', clientIds: ['4targetclient'], ...overrides.target },
    users: { previousSub: 'custom:prev_sub_id', previousUsername: 'custom:prev_username', ...overrides.users },
    trigger: { lookup: 'index', sourceClientId: '7sourceclient', ...overrides.trigger },
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.config;
};

const problemsOf = (config: Config, source: PoolProfile = buildSource(), target: PoolProfile = buildTarget()) => {
  try {
    migrateUser.toEnvironment({ config, source, target });
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
};

describe('the environment of migrate-user', () => {
  it('reads back as it was compiled, with contracts only of what is carried', () => {
    const target = buildTarget({
      schema: [
        { name: 'sub', type: 'String', required: true, mutable: false },
        { name: 'email', type: 'String', required: true, mutable: true, minLength: 0, maxLength: 2048 },
        { name: 'birthdate', type: 'String', required: false, mutable: true, minLength: 10, maxLength: 10 },
        { name: 'updated_at', type: 'Number', required: false, mutable: true, minValue: 0 },
        { name: 'custom:plan', type: 'String', required: false, mutable: true, maxLength: 20 },
        { name: 'custom:secret', type: 'String', required: false, mutable: true },
        { name: 'custom:prev_sub_id', type: 'String', required: false, mutable: false, maxLength: 64 },
        { name: 'custom:prev_username', type: 'String', required: false, mutable: false, maxLength: 128 },
      ],
    });
    const config = buildConfig({
      users: { attributes: { copy: ['standard', 'custom:plan'] }, mfa: { passwordOnly: 'reset' } },
    });

    const { settings, source, ledger } = migrateUser.parseEnvironment(
      migrateUser.toEnvironment({ config, source: buildSource({ mfa: 'ON' }), target }),
    );

    expect(source).toEqual({
      userPoolId: 'eu-west-1_aSourcePl',
      region: 'eu-west-1',
      clientId: '7sourceclient',
      requiresMfa: true,
    });
    expect(ledger).toEqual({
      tableName: 'poolferry-ledger',
      nameHashKeySecretId: 'poolferry/poolferry-ledger/name-hash-key',
    });
    expect(settings).toMatchObject({ lookup: 'index', clientIds: ['4targetclient'], sourceRequiresMfa: true });
    expect(settings.users).toEqual(config.users);
    expect(settings.target.schema).toEqual([
      { name: 'email', type: 'String', required: true, mutable: true },
      { name: 'birthdate', type: 'String', required: false, mutable: true, minLength: 10, maxLength: 10 },
      { name: 'updated_at', type: 'Number', required: false, mutable: true, minValue: 0 },
      { name: 'custom:plan', type: 'String', required: false, mutable: true, maxLength: 20 },
      { name: 'custom:prev_sub_id', type: 'String', required: false, mutable: true, maxLength: 64 },
      { name: 'custom:prev_username', type: 'String', required: false, mutable: true, maxLength: 128 },
    ]);
  });

  it('holds passwords to the policy of the target where that is configured', () => {
    const target = buildTarget({ passwordPolicy: { minLength: 12, requires: ['number', 'symbol'] } });
    const policyUnder = (weakPasswords: 'keep' | 'reset') => {
      const config = buildConfig({ trigger: { weakPasswords } });
      const environment = migrateUser.toEnvironment({ config, source: buildSource(), target });
      return migrateUser.parseEnvironment(environment).settings.passwordPolicy;
    };

    expect(policyUnder('reset')).toEqual(target.passwordPolicy);
    expect(policyUnder('keep')).toBeUndefined();
  });

  it('vouches for nobody, whatever the bulk way does', () => {
    const config = buildConfig({ users: { unverified: 'mark-verified', duplicates: 'newest-created' } });

    const { settings } = migrateUser.parseEnvironment(
      migrateUser.toEnvironment({ config, source: buildSource(), target: buildTarget() }),
    );

    expect(settings.users).toMatchObject({ unverified: 'reject', duplicates: 'reject' });
  });

  it('holds no secret, only where it is', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:old-client';
    const config = buildConfig({ trigger: { sourceClientSecretArn: arn } });

    const environment = migrateUser.toEnvironment({ config, source: buildSource(), target: buildTarget() });

    expect(migrateUser.parseEnvironment(environment).source.clientSecretId).toBe(arn);
  });

  it('takes a topic for alarms only where CloudWatch can reach it', () => {
    const problemsWith = (alarmTopicArn: string) => problemsOf(buildConfig({ trigger: { alarmTopicArn } }));
    const topicIn = (region: string) => `arn:aws:sns:${region}:111122223333:alarms`;
    const [, , , region = ''] = buildTarget().arn.split(':');

    expect(problemsWith(topicIn('ap-south-2'))).toEqual([
      `trigger.alarmTopicArn: must be the ARN of an SNS topic in ${region}, where the target is`,
    ]);
    expect(problemsWith(`arn:aws:sqs:${region}:111122223333:alarms`)).toHaveLength(1);
    expect(
      migrateUser.toEnvironment({
        config: buildConfig({ trigger: { alarmTopicArn: topicIn(region) } }),
        source: buildSource(),
        target: buildTarget(),
      }),
    ).toBeTruthy();
  });

  it('makes every call last as long as the rate asks for, with as many at once as there may be', () => {
    const shortestOf = (trigger: object) =>
      migrateUser.parseEnvironment(
        migrateUser.toEnvironment({ config: buildConfig({ trigger }), source: buildSource(), target: buildTarget() }),
      ).shortestCallMs;

    expect(shortestOf({})).toBe(167);
    expect(shortestOf({ reservedConcurrency: 20, signInsPerSecond: 50 })).toBe(400);
  });

  it.each<[string, object, Partial<PoolProfile>, Partial<PoolProfile>, RegExp[]]>([
    [
      'usernames there, addresses here',
      { lookup: 'as-typed' },
      { caseSensitive: false },
      {},
      [/e-mail address at the target.*a username/],
    ],
    [
      'another case rule',
      { lookup: 'as-typed' },
      { signIn: { kind: 'attribute', attributes: ['email'] } },
      {},
      [/lower-cases/],
    ],
    ['both', { lookup: 'as-typed' }, {}, {}, [/a username; use "index"/, /lower-cases/]],
    ['an index over any source', { lookup: 'index' }, {}, {}, []],
    [
      'addresses on both sides',
      { lookup: 'as-typed' },
      { signIn: { kind: 'username', aliases: ['email'] }, caseSensitive: false },
      {},
      [],
    ],
    [
      'usernames on both sides',
      { lookup: 'as-typed' },
      { caseSensitive: false },
      { signIn: { kind: 'username', aliases: [] } },
      [],
    ],
    [
      'a target that sends no codes',
      {},
      {},
      { recoveryContacts: [] },
      [/trigger.forgotPassword: "migrate" cannot work/],
    ],
    [
      'a source in another account',
      {},
      { arn: 'arn:aws:cognito-idp:eu-west-1:444455556666:userpool/eu-west-1_aSourcePl' },
      {},
      [/^trigger.sourceRole: is required, because the source is in account 444455556666/],
    ],
    [
      'a source in another account, and a role there',
      { sourceRole: { arn: 'arn:aws:iam::444455556666:role/x', externalId: 'ext' } },
      { arn: 'arn:aws:cognito-idp:eu-west-1:444455556666:userpool/eu-west-1_aSourcePl' },
      {},
      [],
    ],
    [
      'a role of another account than the source',
      { sourceRole: { arn: 'arn:aws:iam::777788889999:role/x', externalId: 'ext' } },
      { arn: 'arn:aws:cognito-idp:eu-west-1:444455556666:userpool/eu-west-1_aSourcePl' },
      {},
      [/^trigger.sourceRole.arn: is of account 777788889999, and the source is in 444455556666/],
    ],
    ['a list of addresses', { lookup: 'list-users' }, {}, {}, []],
    [
      'a rate that would keep everybody waiting',
      { reservedConcurrency: 100, signInsPerSecond: 50 },
      {},
      {},
      [/^trigger.signInsPerSecond: 50 among 100 at once .* 2000 ms$/],
    ],
    [
      'a list of usernames that lost their case',
      { lookup: 'list-users' },
      {},
      { signIn: { kind: 'username', aliases: ['email'] } },
      [/^trigger.lookup: "list-users" cannot work: the target lower-cases usernames/],
    ],
    [
      'a list of usernames beside preferred usernames',
      { lookup: 'list-users' },
      { caseSensitive: false },
      { signIn: { kind: 'username', aliases: ['preferred_username'] } },
      [/^trigger.lookup: "list-users" cannot tell usernames from preferred usernames/],
    ],
    [
      'addresses of two kinds',
      { lookup: 'index' },
      {},
      { signIn: { kind: 'attribute', attributes: ['email', 'phone_number'] } },
      [],
    ],
    [
      'a source in another Region',
      {},
      { arn: 'arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_aSourcePl' },
      {},
      [],
    ],
    [
      'usernames that the source made up',
      {},
      { signIn: { kind: 'attribute', attributes: ['email'] } },
      { signIn: { kind: 'username', aliases: [] } },
      [/^users.username: "keep" cannot work with the trigger/],
    ],
    [
      'usernames that the source made up, and an alias to type instead',
      {},
      { signIn: { kind: 'attribute', attributes: ['email'] } },
      { signIn: { kind: 'username', aliases: ['email'] } },
      [],
    ],
    [
      'preferred usernames that nobody keeps apart in the source',
      { lookup: 'as-typed' },
      { signIn: { kind: 'username', aliases: [] }, caseSensitive: false },
      { signIn: { kind: 'username', aliases: ['preferred_username'] } },
      [/^trigger.lookup: "as-typed" cannot work: the target takes preferred usernames/],
    ],
    [
      'preferred usernames that the source keeps apart',
      { lookup: 'as-typed' },
      { signIn: { kind: 'username', aliases: ['preferred_username'] }, caseSensitive: false },
      { signIn: { kind: 'username', aliases: ['preferred_username'] } },
      [],
    ],
    [
      'weak passwords by a description without a policy',
      { weakPasswords: 'reset' },
      {},
      {},
      [/^trigger.weakPasswords: needs the policy of the target/],
    ],
    [
      'weak passwords to be reset where no codes are sent',
      { weakPasswords: 'reset', forgotPassword: 'off' },
      {},
      { recoveryContacts: [], passwordPolicy: { minLength: 8, requires: [] } },
      [/^trigger.weakPasswords: "reset" cannot work/],
    ],
    [
      'a source that asks a pool behind it',
      {},
      { signInTriggers: ['UserMigration', 'PostAuthentication'] },
      {},
      [/^source: has a UserMigration trigger of its own/],
    ],
    [
      'a source with functions that follow a sign-in',
      {},
      { signInTriggers: ['PreAuthentication', 'PostAuthentication'] },
      {},
      [],
    ],
    ['no codes and no forgotten passwords', { forgotPassword: 'off' }, {}, { recoveryContacts: [] }, []],
  ])('judges %s', (_, trigger, source, target, expected) => {
    const problems = problemsOf(buildConfig({ trigger }), buildSource(source), buildTarget(target));

    expect(problems.length).toBe(expected.length);
    for (const [at, pattern] of expected.entries()) expect(problems[at]).toMatch(pattern);
  });

  it('lists every problem at once', () => {
    const required = buildTarget().schema.map((each) =>
      each.name === 'custom:tenant' ? { ...each, required: true } : each,
    );
    const config = buildConfig({
      target: { clientIds: [] },
      users: { attributes: { copy: ['standard', 'custom:gone'] } },
    });

    expect(problemsOf(config, buildSource(), buildTarget({ schema: required }))).toEqual([
      'target.clientIds: is empty, so the trigger would serve nobody',
      expect.stringContaining('custom:gone'),
      expect.stringContaining('"custom:tenant"'),
    ]);
  });

  it('refuses a username that the trigger could not make', () => {
    const config = buildConfig({ users: { username: 'source-sub' } });
    const target = buildTarget({ signIn: { kind: 'username', aliases: [] } });

    expect(problemsOf(config, buildSource(), target)).toEqual([expect.stringContaining('nobody types it')]);
  });

  it('refuses settings that a function cannot hold', () => {
    const clientIds = Array.from({ length: 150 }, (_, at) => `client${at}`.padEnd(26, 'x'));

    expect(problemsOf(buildConfig({ target: { clientIds } }))).toEqual([expect.stringContaining('bytes')]);
  });

  it('leaves room in the environment with fifty custom attributes', () => {
    const names = Array.from({ length: 46 }, (_, at) => `custom:attr_${at}`);
    const target = buildTarget({
      schema: [
        ...buildTarget().schema,
        ...names.map((name) => ({ name, type: 'String' as const, required: false, mutable: true, maxLength: 256 })),
      ],
    });
    const config = buildConfig({ users: { attributes: { copy: ['standard', ...names] } } });

    expect(problemsOf(config, buildSource(), target)).toEqual([]);
  });

  it('says everything that is missing when it is read', () => {
    expect(() =>
      migrateUser.parseEnvironment({ POOLFERRY_TRIGGER: '{"lookup":"guess","forgotPassword":"off"}' }),
    ).toThrow(
      expect.objectContaining({
        code: 'environment-invalid',
        problems: [
          expect.stringMatching(/^POOLFERRY_SOURCE: /),
          expect.stringMatching(/^POOLFERRY_TARGET: /),
          expect.stringMatching(/^POOLFERRY_TARGET_ATTRIBUTES: /),
          expect.stringMatching(/^POOLFERRY_USERS: /),
          expect.stringMatching(/^POOLFERRY_TRIGGER: lookup: /),
          expect.stringMatching(/^POOLFERRY_LEDGER: /),
        ],
      }),
    );
  });
});

describe('the environment of bind-user', () => {
  it('reads back as it was compiled', () => {
    const pools = { source: buildSource(), target: buildTarget() };
    const groups = { admins: 'administrators', owners: 'administrators', readers: 'readers' };
    const config = buildConfig({ trigger: { groups } });

    expect(bindUser.parseEnvironment(bindUser.toEnvironment({ config, ...pools }))).toEqual({
      settings: {
        target: { userPoolId: 'eu-west-1_aTargetPl', caseSensitive: false },
        usernameMode: 'email',
        previousSub: 'custom:prev_sub_id',
        groups: ['administrators', 'readers'],
      },
      ledger: { tableName: 'poolferry-ledger', nameHashKeySecretId: 'poolferry/poolferry-ledger/name-hash-key' },
    });
  });
});

describe('the environment of guard-sign-up', () => {
  it('reads back as it was compiled', () => {
    const environment = guardSignUp.toEnvironment({ config: buildConfig(), target: buildTarget() });

    expect(guardSignUp.parseEnvironment(environment)).toEqual({
      settings: {
        target: {
          userPoolId: 'eu-west-1_aTargetPl',
          signIn: { kind: 'attribute', attributes: ['email'] },
          caseSensitive: false,
        },
        previousSub: 'custom:prev_sub_id',
      },
      ledger: { tableName: 'poolferry-ledger', nameHashKeySecretId: 'poolferry/poolferry-ledger/name-hash-key' },
    });
  });

  it('is none without the index, by which alone names are known', () => {
    const config = buildConfig({ trigger: { lookup: 'as-typed', guardSignUp: true } });
    const problem = expect.stringContaining('trigger.guardSignUp: needs trigger.lookup "index"');

    expect(() => guardSignUp.toEnvironment({ config, target: buildTarget() })).toThrow(
      expect.objectContaining({ problems: [problem] }),
    );
    expect(problemsOf(config)).toContainEqual(problem);
  });
});

describe('the environment of issue-claims', () => {
  const environmentOf = (claims: object) =>
    issueClaims.toEnvironment({
      config: buildConfig({ trigger: { claims, groups: { admins: 'administrators' } } }),
      target: buildTarget(),
    });

  it('reads back as it was compiled', () => {
    const environment = environmentOf({ owner: 'owner_id', previousSub: 'prev_sub', groups: true });

    expect(issueClaims.parseEnvironment(environment)).toEqual({
      settings: {
        userPoolId: 'eu-west-1_aTargetPl',
        previousSub: 'custom:prev_sub_id',
        claims: { owner: 'owner_id', ownerForm: 'sub', previousSub: 'prev_sub' },
        groups: ['administrators'],
      },
      ledger: { tableName: 'poolferry-ledger' },
    });
  });

  it('holds no groups where tokens are not to name them', () => {
    expect(issueClaims.parseEnvironment(environmentOf({ owner: 'owner_id' })).settings).toMatchObject({
      claims: { owner: 'owner_id' },
      groups: [],
    });
  });
});
