import { Arn, ArnFormat, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PoolsFile } from '../../core/config/pools-file.ts';
import type { Config } from '../../core/config/schema.ts';
import { ProblemsError } from '../../core/errors.ts';
import { toEnvironment as toBindUserEnvironment } from '../../functions/bind-user/environment.ts';
import { toEnvironment as toGuardSignUpEnvironment } from '../../functions/guard-sign-up/environment.ts';
import { toEnvironment as toIssueClaimsEnvironment } from '../../functions/issue-claims/environment.ts';
import { toEnvironment as toMigrateUserEnvironment } from '../../functions/migrate-user/environment.ts';
import { ImportLogsRole } from '../constructs/import-logs-role.ts';
import { Ledger } from '../constructs/ledger.ts';
import { TriggerFunction } from '../constructs/trigger-function.ts';
import { type FunctionName, functionBundle } from '../function-bundles.ts';
import { sourceActions, sourceRoleDocuments } from '../source-role-documents.ts';

export type MigrationStackProps = PoolsFile & { readonly config: Config };

/**
 * What a migration needs in the target's account and Region: the trigger functions, the ledger with its key, and the
 * import job's log role. It attaches nothing to the pool: a pool that the stack did not make is not its to change.
 */
export class MigrationStack extends Stack {
  constructor(scope: Construct, id: string, { config, source, target }: MigrationStackProps) {
    const { trigger, ledger: ledgerConfig } = config;
    if (trigger === undefined || ledgerConfig === undefined) {
      throw new ProblemsError('poolferry.config.json', missingSections(config), { code: 'config-incomplete' });
    }
    const { region = '', account = '' } = Arn.split(target.arn, ArnFormat.SLASH_RESOURCE_NAME);
    if (!isSecretOf(trigger.sourceClientSecretArn, { region, account })) {
      throw new ProblemsError(
        'poolferry.config.json',
        [`trigger.sourceClientSecretArn: must be the whole ARN of a secret in ${region} of account ${account}`],
        { code: 'secret-arn-invalid' },
      );
    }
    super(scope, id, {
      env: { account, region },
      description: `poolferry: users of ${source.userPoolId} cross to ${target.userPoolId}`,
    });

    const ledger = new Ledger(this, 'Ledger', {
      tableName: ledgerConfig.tableName,
      nameHashKeySecret: ledgerConfig.nameHashKeySecret ?? `poolferry/${ledgerConfig.tableName}/name-hash-key`,
    });
    const allow = (actions: string[], resource: string) =>
      new PolicyStatement({ effect: Effect.ALLOW, actions, resources: [resource] });
    const readHashKey = allow(['secretsmanager:GetSecretValue'], ledger.nameHashKey.secretArn);
    const userPool = { arn: target.arn, accountId: account };

    const migrateUser = new TriggerFunction(this, 'MigrateUser', {
      bundle: functionBundle('migrate-user'),
      description: `UserMigration trigger of ${target.userPoolId}`,
      environment: toMigrateUserEnvironment({ config, source, target }),
      // Cognito waits five seconds; the function's own budget ends before that.
      timeout: Duration.seconds(5),
      logRetentionDays: trigger.logRetentionDays,
      userPool,
      reservedConcurrency: trigger.reservedConcurrency,
      statements: [
        trigger.sourceRole === undefined
          ? allow(sourceActions(trigger), source.arn)
          : allow(['sts:AssumeRole'], trigger.sourceRole.arn),
        ...(trigger.sourceClientSecretArn === null
          ? []
          : [allow(['secretsmanager:GetSecretValue'], trigger.sourceClientSecretArn)]),
        allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], ledger.table.tableArn),
        readHashKey,
      ],
    });
    const groupsCross = Object.keys(trigger.groups).length > 0;
    const bindUser = new TriggerFunction(this, 'BindUser', {
      bundle: functionBundle('bind-user'),
      description: `PostAuthentication trigger of ${target.userPoolId}`,
      environment: toBindUserEnvironment({ config, source, target }),
      timeout: Duration.seconds(5),
      logRetentionDays: trigger.logRetentionDays,
      userPool,
      statements: [
        allow(['cognito-idp:AdminGetUser', ...(groupsCross ? ['cognito-idp:AdminAddUserToGroup'] : [])], target.arn),
        allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], ledger.table.tableArn),
        readHashKey,
      ],
    });
    const importLogs = new ImportLogsRole(this, 'ImportLogs', { userPool: target });

    const output = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });
    output('TargetUserPoolArn', target.arn, 'The pool whose calls these functions take.');
    output('MigrateUserArn', migrateUser.function.functionArn, 'For the UserMigration slot of the target pool.');
    if (trigger.sourceRole !== undefined) {
      const documents = sourceRoleDocuments(trigger, source.arn, migrateUser.role.roleArn);
      output('SourceRoleTrust', this.toJsonString(documents.trust), `Trust policy of ${trigger.sourceRole.arn}.`);
      output('SourceRolePermissions', this.toJsonString(documents.permissions), 'All that this role may do.');
    }
    output('BindUserArn', bindUser.function.functionArn, 'For the PostAuthentication slot of the target pool.');
    output('ImportLogsRoleArn', importLogs.role.roleArn, 'For import.logsRoleArn in poolferry.config.json.');

    const readLedger = allow(['dynamodb:GetItem'], ledger.table.tableArn);
    const addOptional = ({ id, bundle, slot, hint = '', environment, statements }: OptionalTrigger) => {
      const { functionArn } = new TriggerFunction(this, id, {
        bundle: functionBundle(bundle),
        description: `${slot} trigger of ${target.userPoolId}`,
        environment,
        timeout: Duration.seconds(5),
        logRetentionDays: trigger.logRetentionDays,
        userPool,
        statements,
      }).function;
      output(`${id}Arn`, functionArn, `For the ${slot} slot of the target pool.${hint}`);
    };
    if (trigger.guardSignUp) {
      addOptional({
        id: 'GuardSignUp',
        bundle: 'guard-sign-up',
        slot: 'PreSignUp',
        environment: toGuardSignUpEnvironment({ config, target }),
        statements: [readLedger, readHashKey],
      });
    }
    if (trigger.claims) {
      addOptional({
        id: 'IssueClaims',
        bundle: 'issue-claims',
        slot: 'PreTokenGeneration',
        hint: ' As version V2_0 where access tokens are to have the claims.',
        environment: toIssueClaimsEnvironment({ config, target }),
        statements: [readLedger],
      });
    }
  }
}

type OptionalTrigger = {
  readonly id: string;
  readonly bundle: FunctionName;
  readonly slot: string;
  readonly hint?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
};

const missingSections = (config: Config) =>
  (['trigger', 'ledger'] as const)
    .filter((section) => config[section] === undefined)
    .map((section) => `${section}: is required to deploy`);

/** It becomes the resource of a permission, so that nothing wider than one secret may stand there. */
const isSecretOf = (arn: string | null, { region, account }: { readonly region: string; readonly account: string }) => {
  const [, , service, itsRegion, itsAccount, kind, name = ''] = arn?.split(':') ?? [];
  const isSecret = service === 'secretsmanager' && kind === 'secret' && /^[\w/+=.@-]+-\w{6}$/.test(name);
  return arn === null || (isSecret && itsRegion === region && itsAccount === account);
};
