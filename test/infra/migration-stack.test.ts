import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../core/config/schema.ts';
import { TriggerFunction } from '../../infra/constructs/trigger-function.ts';
import { readProject } from '../../infra/read-project.ts';
import { MigrationStack } from '../../infra/stacks/migration-stack.ts';
import { projectRoot } from '../support/source-files.ts';

const example = `${projectRoot}infra/example`;
const project = readProject(`${example}/poolferry.config.json`, `${example}/poolferry.pools.json`);

const synthesise = (config: Config = project.config) =>
  Template.fromStack(new MigrationStack(new App(), 'Poolferry', { config, ...project.pools }));

type Statement = { readonly Action: string | string[]; readonly Resource: unknown };

/** What the role of a construct may do, as `action on resource`; a resource of the stack by its logical name. */
const permissionsOf = (template: Template, construct: string) => {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
    id.startsWith(construct),
  );
  return policies
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement as Statement[])
    .flatMap(({ Action, Resource }) => [Action].flat().map((action) => `${action} on ${nameOf(Resource)}`))
    .sort();
};

const nameOf = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const { Ref, 'Fn::GetAtt': attribute } = resource as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return (Ref ?? attribute?.join('.') ?? JSON.stringify(resource)).replace(/[0-9A-F]{8}(?=$|\.)/, '');
};

const sourceArn = 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_aSourcePl';
const targetArn = 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_aTargetPl';

describe('the migration stack', () => {
  const template = synthesise();

  it('lets the migration trigger check passwords of the source and claim in the ledger, nothing else', () => {
    expect(permissionsOf(template, 'MigrateUser')).toEqual([
      `cognito-idp:AdminGetUser on ${sourceArn}`,
      `cognito-idp:AdminInitiateAuth on ${sourceArn}`,
      'dynamodb:GetItem on LedgerTable.Arn',
      'dynamodb:UpdateItem on LedgerTable.Arn',
      'logs:CreateLogStream on MigrateUserLog.Arn',
      'logs:PutLogEvents on MigrateUserLog.Arn',
      'secretsmanager:GetSecretValue on LedgerNameHashKey',
    ]);
  });

  it('lets the binding function look at one user of the target and bind in the ledger, nothing else', () => {
    expect(permissionsOf(template, 'BindUser')).toEqual([
      `cognito-idp:AdminGetUser on ${targetArn}`,
      'dynamodb:GetItem on LedgerTable.Arn',
      'dynamodb:UpdateItem on LedgerTable.Arn',
      'logs:CreateLogStream on BindUserLog.Arn',
      'logs:PutLogEvents on BindUserLog.Arn',
      'secretsmanager:GetSecretValue on LedgerNameHashKey',
    ]);
  });

  describe('with everything that is optional', () => {
    const trigger = project.config.trigger && {
      ...project.config.trigger,
      guardSignUp: true,
      groups: { admins: 'administrators' },
      claims: { groups: true, owner: 'owner_id', ownerForm: 'sub' as const },
    };
    const whole = synthesise({ ...project.config, trigger });

    it('lets the sign-up guard read the ledger and the key of its hashes, nothing else', () => {
      expect(permissionsOf(whole, 'GuardSignUp')).toEqual([
        'dynamodb:GetItem on LedgerTable.Arn',
        'logs:CreateLogStream on GuardSignUpLog.Arn',
        'logs:PutLogEvents on GuardSignUpLog.Arn',
        'secretsmanager:GetSecretValue on LedgerNameHashKey',
      ]);
    });

    it('lets the claims function read the ledger, nothing else', () => {
      expect(permissionsOf(whole, 'IssueClaims')).toEqual([
        'dynamodb:GetItem on LedgerTable.Arn',
        'logs:CreateLogStream on IssueClaimsLog.Arn',
        'logs:PutLogEvents on IssueClaimsLog.Arn',
      ]);
    });

    it('lets the binding function put users into groups only where groups cross', () => {
      const action = `cognito-idp:AdminAddUserToGroup on ${targetArn}`;

      expect(permissionsOf(whole, 'BindUser')).toContain(action);
      expect(permissionsOf(template, 'BindUser')).not.toContain(action);
    });

    it('lets only the target pool invoke the functions, and says where each belongs', () => {
      whole.resourceCountIs('AWS::Lambda::Permission', 4);
      whole.allResourcesProperties('AWS::Lambda::Permission', {
        SourceArn: targetArn,
        SourceAccount: '111122223333',
      });
      const slots = Object.values(whole.findOutputs('*')).map(({ Description }) => String(Description));
      for (const slot of ['UserMigration', 'PostAuthentication', 'PreSignUp', 'PreTokenGeneration']) {
        expect(slots).toContainEqual(expect.stringContaining(`For the ${slot} slot`));
      }
    });

    it('is refused without the index, by which alone the guard knows names', () => {
      const asTyped = trigger && { ...trigger, lookup: 'as-typed' as const };

      expect(() => synthesise({ ...project.config, trigger: asTyped })).toThrow(
        expect.objectContaining({
          problems: expect.arrayContaining([expect.stringMatching(/^trigger.guardSignUp: /)]),
        }),
      );
    });
  });

  it('lets the import job write the log of its own pool, nothing else', () => {
    const group = 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/cognito/userpools/eu-west-1_aTargetPl/*';

    expect(permissionsOf(template, 'ImportLogs')).toEqual([
      `logs:CreateLogGroup on ${group}`,
      `logs:CreateLogStream on ${group}`,
      `logs:DescribeLogStreams on ${group}`,
      `logs:PutLogEvents on ${group}`,
    ]);
  });

  it('lets only the target pool, in its own account, invoke the functions', () => {
    template.resourceCountIs('AWS::Lambda::Permission', 2);
    template.allResourcesProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: targetArn,
      SourceAccount: '111122223333',
    });
  });

  it('keeps the ledger and the key of its hashes when the stack goes', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: Match.objectLike({
        TableName: 'poolferry-ledger',
        BillingMode: 'PAY_PER_REQUEST',
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ],
      }),
    });
    template.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: Match.objectLike({ Name: 'poolferry/poolferry-ledger/name-hash-key' }),
    });
  });

  it('runs the functions on Node 24 and ends their logs after the configured days', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 5,
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('puts nothing but literal text into the environment of the functions', () => {
    const environments = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment.Variables as Record<string, unknown>,
    );

    expect(environments).toHaveLength(2);
    for (const value of environments.flatMap((variables) => Object.values(variables)))
      expect(value).toBeTypeOf('string');
  });

  it('tells the functions the ledger and the key that it makes', () => {
    const [table] = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'));
    const [secret] = Object.values(template.findResources('AWS::SecretsManager::Secret'));

    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Function'))) {
      expect(JSON.parse(Properties.Environment.Variables.POOLFERRY_LEDGER)).toEqual({
        tableName: table?.Properties.TableName,
        nameHashKeySecretId: secret?.Properties.Name,
      });
    }
  });

  it('goes where the target pool is', () => {
    const stack = new MigrationStack(new App(), 'Poolferry', { config: project.config, ...project.pools });

    expect([stack.account, stack.region]).toEqual(['111122223333', 'eu-west-1']);
  });

  it('lets the trigger read the secret of its app client where there is one', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:client-secret-AbCdEf';
    const trigger = project.config.trigger && { ...project.config.trigger, sourceClientSecretArn: arn };
    const withSecret = synthesise({ ...project.config, trigger });

    expect(permissionsOf(withSecret, 'MigrateUser')).toContain(`secretsmanager:GetSecretValue on ${arn}`);
  });

  const withTrigger = (overrides: Partial<NonNullable<Config['trigger']>>) =>
    synthesise({ ...project.config, trigger: project.config.trigger && { ...project.config.trigger, ...overrides } });

  it('lets the trigger list users only where that is how it finds them', () => {
    const template = withTrigger({ lookup: 'list-users' });

    expect(permissionsOf(template, 'MigrateUser')).toContain(`cognito-idp:ListUsers on ${sourceArn}`);
  });

  it('takes no more sign-ins at the same time than configured', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'UserMigration trigger of eu-west-1_aTargetPl',
      ReservedConcurrentExecutions: 10,
    });
    withTrigger({ reservedConcurrency: 3 }).hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: 3,
    });
  });

  describe('with a source in another account', () => {
    const roleArn = 'arn:aws:iam::444455556666:role/poolferry-source';
    const foreign = sourceArn.replace('111122223333', '444455556666');
    const { trigger } = project.config;
    const template = Template.fromStack(
      new MigrationStack(new App(), 'Poolferry', {
        config: {
          ...project.config,
          trigger: trigger && { ...trigger, sourceRole: { arn: roleArn, externalId: 'an-external-id' } },
        },
        source: { ...project.pools.source, arn: foreign },
        target: project.pools.target,
      }),
    );
    const outputOf = (name: string) => {
      const { Value } = Object.values(template.findOutputs(name))[0] ?? {};
      if (typeof Value === 'string') return JSON.parse(Value) as unknown;
      const [separator, parts] = (Value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
      return JSON.parse(
        parts.map((part) => (typeof part === 'string' ? part : nameOf(part))).join(separator),
      ) as unknown;
    };

    it('lets the trigger assume one role there, and nothing else of the source', () => {
      const statements = permissionsOf(template, 'MigrateUser');

      expect(statements).toContain(`sts:AssumeRole on ${roleArn}`);
      expect(statements.filter((each) => each.startsWith('cognito-idp:'))).toEqual([]);
    });

    it('tells the policies that this role needs: one principal, its external id, two actions on one pool', () => {
      expect(outputOf('SourceRoleTrust')).toEqual({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'MigrateUserRole.Arn' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': 'an-external-id' } },
          },
        ],
      });
      expect(outputOf('SourceRolePermissions')).toEqual({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['cognito-idp:AdminInitiateAuth', 'cognito-idp:AdminGetUser'],
            Resource: foreign,
          },
        ],
      });
    });
  });

  it.each([
    '*',
    'source-client-secret',
    'arn:aws:secretsmanager:us-east-1:111122223333:secret:client-secret-AbCdEf',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:*',
    'arn:aws:ssm:eu-west-1:111122223333:parameter/client-secret',
  ])('lets the trigger read no secret by %s, which is not one of this account and Region', (arn) => {
    const trigger = project.config.trigger && { ...project.config.trigger, sourceClientSecretArn: arn };

    expect(() => synthesise({ ...project.config, trigger })).toThrow(
      expect.objectContaining({ problems: [expect.stringMatching(/^trigger.sourceClientSecretArn: must be/)] }),
    );
  });

  it('names every section that the configuration lacks', () => {
    expect(() => synthesise({ ...project.config, trigger: undefined, ledger: undefined })).toThrow(
      expect.objectContaining({
        problems: ['trigger: is required to deploy', 'ledger: is required to deploy'],
      }),
    );
  });
});

describe('a trigger function', () => {
  it('refuses a bundle that is not built', () => {
    const build = () =>
      new TriggerFunction(new Stack(), 'Trigger', {
        bundle: `${projectRoot}no-such-folder`,
        description: '',
        environment: {},
        timeout: Duration.seconds(5),
        logRetentionDays: 30,
        userPool: { arn: targetArn, accountId: '111122223333' },
        statements: [],
      });

    expect(build).toThrow(expect.objectContaining({ code: 'bundle-missing', hint: 'Build it: npm run build' }));
  });
});
