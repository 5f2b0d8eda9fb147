import { readFileSync } from 'node:fs';
import { App, NestedStack, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  type CfnUserPool,
  ClientAttributes,
  LambdaVersion,
  UserPool,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { AccountRootPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { denyReasons, isAlarming, outageReasons } from '../../core/migrate-user/reasons.ts';
import { readDeployment } from '../../core/trigger-wiring/deployed-functions.ts';
import { UserMigration } from '../../infra/constructs/user-migration.ts';
import { findChanged } from '../../infra/function-bundles.ts';
import { MigrationStack } from '../../infra/stacks/migration-stack.ts';
import { exampleProject, wholeConfig } from '../support/example-project.ts';
import { projectRoot } from '../support/source-files.ts';

const { pools } = exampleProject;
const whole = { config: wholeConfig, ...pools };
const stackOf = (props: object = {}) => new MigrationStack(new App(), 'Poolferry', { ...whole, ...props });

describe('everything that the stack lets anybody do', () => {
  it('is what was reviewed', async () => {
    const template = Template.fromStack(stackOf());
    const of = (type: string, pick: (properties: Record<string, unknown>) => unknown) =>
      Object.entries(template.findResources(type)).map(([id, { Properties }]) => [
        id.replace(/[0-9A-F]{8}$/, ''),
        pick(Properties),
      ]);
    const lines = [
      ...of('AWS::IAM::Role', (role) => role.AssumeRolePolicyDocument),
      ...of('AWS::IAM::Policy', (policy) => policy.PolicyDocument),
      ...of('AWS::Lambda::Permission', ({ FunctionName: _, ...permission }) => permission),
    ].map(([id, content]) => `${id}\n${JSON.stringify(content, null, 1)}`);

    const text = lines
      .sort()
      .join('\n')
      .replaceAll(/(?<=[a-z])[0-9A-F]{8}(?=")/g, '');
    await expect(`${text}\n`).toMatchFileSnapshot('golden/permissions.golden.txt');
  });
});

describe('the alarms', () => {
  const template = Template.fromStack(stackOf());
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) =>
      Properties as Record<string, unknown> & {
        AlarmDescription: string;
        Dimensions: { Name: string; Value: string }[];
      },
  );

  it('say what they mean and what to do, within what CloudWatch shows, and go to the topic', () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription).toMatch(/^\w+ trigger of eu-west-1_aTargetPl, [\w-]+\. .+ What to do: .+/);
      expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1024);
      expect(alarm).toMatchObject({
        AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:alarms'],
        TreatMissingData: 'notBreaching',
      });
    }
  });

  it('are there for every reason that somebody should look at, in the words of the documentation', () => {
    const reasons = { ...denyReasons, ...outageReasons };
    const alarming = (Object.keys(reasons) as (keyof typeof reasons)[]).filter(isAlarming);

    expect(alarming.length).toBeGreaterThan(20);
    for (const reason of alarming) {
      const [alarm] = alarms.filter(
        ({ Dimensions, MetricName }) =>
          MetricName !== 'Denied' && Dimensions.some(({ Name, Value }) => Name === 'reason' && Value === reason),
      );
      expect(alarm?.AlarmDescription).toContain(reasons[reason].whatToDo);
    }
  });

  it.each(['UserMigration', 'PostAuthentication', 'PreSignUp', 'PreTokenGeneration'])(
    'watch errors, throttling and slowness of the %s function',
    (slot) => {
      const names = alarms
        .filter(({ AlarmDescription }) => AlarmDescription.startsWith(slot))
        .map(({ MetricName }) => MetricName);

      expect(names).toEqual(expect.arrayContaining(['Errors', 'Throttles', 'Duration']));
    },
  );

  it('hear nothing of another migration in the same account and Region', () => {
    const another = {
      ...pools.target,
      userPoolId: 'eu-west-1_another',
      arn: pools.target.arn.replace(/[^/]+$/, 'eu-west-1_another'),
    };
    const watchedBy = (stack: MigrationStack) => {
      const found = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm', {
        Properties: { Namespace: 'poolferry' },
      });
      return Object.values(found).map(({ Properties: { MetricName, Dimensions } }) =>
        JSON.stringify([MetricName, Dimensions]),
      );
    };
    const target = { ...wholeConfig.target, userPoolId: another.userPoolId };
    const [ours, theirs] = [
      watchedBy(stackOf()),
      watchedBy(stackOf({ config: { ...wholeConfig, target }, target: another })),
    ];

    expect(ours.length).toBeGreaterThan(25);
    expect(theirs).toHaveLength(ours.length);
    expect(ours.filter((metric) => theirs.includes(metric))).toEqual([]);
  });

  it('only change colour where there is no topic', () => {
    const quiet = Template.fromStack(stackOf({ config: exampleProject.config }));

    for (const { Properties } of Object.values(quiet.findResources('AWS::CloudWatch::Alarm'))) {
      expect(Properties).not.toHaveProperty('AlarmActions');
    }
  });
});

describe('the dashboard', () => {
  it('shows who crossed, who did not and why, and every alarm', () => {
    const template = Template.fromStack(stackOf());
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard?.Properties.DashboardBody);

    for (const word of ['Migrated', 'Denied, by reason', 'Bound', 'SEARCH', 'throttles', 'p99'])
      expect(body).toContain(word);
    for (const id of Object.keys(template.findResources('AWS::CloudWatch::Alarm'))) expect(body).toContain(id);
    const count = (word: string) => body.split(word).length - 1;
    expect(count('userPoolId')).toBeGreaterThan(15);
    expect(count('userPoolId'), 'of metrics that say which function they are of').toBe(count('service'));
  });
});

describe('outputs of the stack', () => {
  it('are what "trigger attach" reads, for every function', () => {
    const outputs = Template.fromStack(stackOf()).findOutputs('*');
    const values = Object.keys(outputs).map((name) => [name, name === 'TargetUserPoolArn' ? pools.target.arn : 'arn']);

    const { functions, targetUserPoolArn } = readDeployment({ Poolferry: Object.fromEntries(values) }, 'file');

    expect(Object.keys(functions)).toEqual(['UserMigration', 'PostAuthentication', 'PreSignUp', 'PreTokenGeneration']);
    expect(targetUserPoolArn).toBe(pools.target.arn);
  });
});

describe('a pool of the same app', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const withPool = (change: (pool: UserPool, stack: Stack) => void = () => undefined) => {
    const stack = new Stack(new App(), 'App', { env });
    const userPool = new UserPool(stack, 'Pool');
    change(userPool, stack);
    new UserMigration(stack, 'Migration', { ...whole, userPool });
    return stack;
  };
  const someFunction = (stack: Stack) =>
    new LambdaFunction(stack, 'Theirs', { code: Code.fromInline('x'), handler: 'x', runtime: Runtime.NODEJS_24_X });

  const propertiesOf = (template: Template, type: string, id: string) =>
    Object.entries(template.findResources(type)).flatMap(([name, { Properties }]) =>
      name.startsWith(id) ? [Properties] : [],
    );
  const environmentOf = (template: Template, id: string) =>
    propertiesOf(template, 'AWS::Lambda::Function', id)[0]?.Environment.Variables as unknown;
  const actionsOf = (template: Template, id: string): string[] =>
    propertiesOf(template, 'AWS::IAM::Policy', id)
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement as { Action: string | string[] }[])
      .flatMap(({ Action }) => Action)
      .sort();

  it('calls the functions, beside what the app has put into other slots, once it may invoke them', () => {
    const template = Template.fromStack(
      withPool((pool, stack) => pool.addTrigger(UserPoolOperation.CUSTOM_MESSAGE, someFunction(stack))),
    );
    const arn = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(id), 'Arn'] });

    template.hasResource('AWS::Cognito::UserPool', {
      Properties: {
        LambdaConfig: {
          CustomMessage: arn('Theirs'),
          UserMigration: arn('MigrateUser'),
          PostAuthentication: arn('BindUser'),
          PreSignUp: arn('GuardSignUp'),
          PreTokenGenerationConfig: { LambdaArn: arn('IssueClaims'), LambdaVersion: 'V2_0' },
        },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('MigrateUserInvokedByUserPool')]),
    });
  });

  it.each([
    ['UserMigration', UserPoolOperation.USER_MIGRATION, undefined],
    ['PreTokenGeneration', UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, LambdaVersion.V2_0],
  ] as const)('is not synthesised when the app has filled the %s slot', (slot, operation, version) => {
    const stack = withPool((pool, inside) => pool.addTrigger(operation, someFunction(inside), version));

    expect(() => Template.fromStack(stack)).toThrow(`The ${slot} slot of the pool is taken`);
  });

  it('keeps functions of the app that wrap ours, which get the environment and the rights of ours', () => {
    const stack = new Stack(new App(), 'App', { env });
    const userPool = new UserPool(stack, 'Pool');
    const theirs = someFunction(stack);
    userPool.addTrigger(UserPoolOperation.POST_AUTHENTICATION, theirs);
    new UserMigration(stack, 'Migration', { ...whole, userPool, wrappedBy: { PostAuthentication: theirs } });
    const template = Template.fromStack(stack);

    const [pool] = Object.values(template.findResources('AWS::Cognito::UserPool'));
    expect(JSON.stringify(pool?.Properties.LambdaConfig.PostAuthentication)).toContain('Theirs');
    expect(JSON.stringify(pool?.Properties.LambdaConfig.UserMigration)).toContain('MigrateUser');
    expect(Object.keys(template.findOutputs('*'))).not.toContain('BindUserArn');
    const ours = Template.fromStack(stackOf());
    expect(environmentOf(ours, 'BindUser')).toHaveProperty('POOLFERRY_TARGET');
    expect(environmentOf(template, 'Theirs')).toEqual(environmentOf(ours, 'BindUser'));
    expect(actionsOf(template, 'Theirs')).toEqual(
      actionsOf(ours, 'BindUser').filter((each) => !each.startsWith('logs:')),
    );
    template.resourceCountIs(
      'AWS::CloudWatch::Alarm',
      Object.keys(ours.findResources('AWS::CloudWatch::Alarm')).length,
    );
  });

  it('takes no function for a slot that the configuration leaves alone', () => {
    const stack = new Stack(new App(), 'App', { env });
    const wrappedBy = { PreSignUp: someFunction(stack) };

    expect(() => new UserMigration(stack, 'Migration', { ...exampleProject, ...pools, wrappedBy })).toThrow(
      expect.objectContaining({ problems: ['PreSignUp: the configuration has no function for this slot'] }),
    );
  });

  it('is not synthesised with an app client that may write who a user was', () => {
    const may = (names: string[]) => (pool: UserPool) => {
      const writeAttributes = new ClientAttributes().withCustomAttributes(...names);
      pool.addClient('Web', { writeAttributes });
    };

    expect(() => Template.fromStack(withPool(may(['plan', 'prev_sub_id'])))).toThrow(
      'App client App/Pool/Web/Resource may write custom:prev_sub_id, so users could pass for others.',
    );
    expect(() => Template.fromStack(withPool(may(['plan'])))).not.toThrow();
  });

  it('of the cheapest tier gets claims in the version that it has', () => {
    const template = Template.fromStack(
      withPool((pool) => {
        (pool.node.defaultChild as CfnUserPool).userPoolTier = 'LITE';
      }),
    );

    template.hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: Match.objectLike({ PreTokenGenerationConfig: Match.objectLike({ LambdaVersion: 'V1_0' }) }),
    });
  });

  it('may stand in a stack beside that of the functions, as in a backend of Amplify', () => {
    const root = new Stack(new App(), 'Backend', { env });
    const auth = new NestedStack(root, 'auth');
    const userPool = new UserPool(auth, 'Pool');
    const migration = new NestedStack(root, 'poolferry');
    new UserMigration(migration, 'Migration', { ...whole, userPool });

    expect(() => Template.fromStack(auth)).not.toThrow();
    Template.fromStack(auth).hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: Match.objectLike({ UserMigration: Match.anyValue() }),
    });
    Template.fromStack(migration).resourceCountIs('AWS::Lambda::Permission', 4);
  });

  it('made elsewhere is left alone', () => {
    const stack = new Stack(new App(), 'App', { env });
    const userPool = UserPool.fromUserPoolArn(stack, 'Pool', pools.target.arn);
    new UserMigration(stack, 'Migration', { ...whole, userPool });

    Template.fromStack(stack).resourceCountIs('AWS::Cognito::UserPool', 0);
  });

  it('is refused where Cognito would not reach the functions', () => {
    const stack = new Stack(new App(), 'App', { env: { ...env, region: 'us-east-1' } });

    expect(() => new UserMigration(stack, 'Migration', whole)).toThrow(
      expect.objectContaining({ problems: ['env.region: is us-east-1, and the target pool is in eu-west-1'] }),
    );
  });
});

describe('what gives up safety', () => {
  it('needs a reason, which stands in the template', () => {
    const destroyWithStack = { reason: 'a trial in a sandbox account' };
    const template = Template.fromStack(stackOf({ unsafe: { destroyWithStack } }));

    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::SecretsManager::Secret']) {
      template.hasResource(type, {
        DeletionPolicy: 'Delete',
        Metadata: Match.objectLike({ 'poolferry:destroyWithStack': destroyWithStack.reason }),
      });
    }
    expect(() => stackOf({ unsafe: { destroyWithStack: { reason: ' ' } } })).toThrow(
      expect.objectContaining({ code: 'reason-missing' }),
    );
  });
});

describe('a bundle', () => {
  it('is refused as stale when its sources changed after it was built, which shows in their hashes', () => {
    const inputs =
      (
        JSON.parse(readFileSync(`${projectRoot}dist/function-inputs.json`, 'utf8')) as Record<
          string,
          Record<string, string>
        >
      )['migrate-user'] ?? {};
    const [path = ''] = Object.keys(inputs);

    expect(path).toContain('core/');
    expect(findChanged({ ...inputs, [path]: 'of another content', 'core/gone.ts': '' }, projectRoot)).toEqual([
      path,
      'core/gone.ts',
    ]);
  });
});

describe('cdk-nag', () => {
  const synthesise = (prepare: (stack: MigrationStack) => void = () => undefined) => {
    const app = new App();
    const stack = new MigrationStack(app, 'Poolferry', whole);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    prepare(stack);
    return app.synth();
  };

  it('finds nothing that is not acknowledged with a reason', () => {
    expect(() => synthesise()).not.toThrow();
  });

  it('finds a wildcard when somebody adds one', () => {
    const anything = new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] });

    expect(() =>
      synthesise((stack) => new Role(stack, 'Wide', { assumedBy: new AccountRootPrincipal() }).addToPolicy(anything)),
    ).toThrow(/AwsSolutions-IAM5/);
  });
});
