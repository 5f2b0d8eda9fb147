import { Arn, ArnFormat, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PoolsFile } from '../../core/config/pools-file.ts';
import type { Config } from '../../core/config/schema.ts';
import { ProblemsError } from '../../core/errors.ts';
import { nameHashKeySecretId } from '../../core/identity/name-hash-key-secret-id.ts';
import { toEnvironment as toBindUserEnvironment } from '../../functions/bind-user/environment.ts';
import { toEnvironment as toGuardSignUpEnvironment } from '../../functions/guard-sign-up/environment.ts';
import { toEnvironment as toIssueClaimsEnvironment } from '../../functions/issue-claims/environment.ts';
import { toEnvironment as toMigrateUserEnvironment } from '../../functions/migrate-user/environment.ts';
import { bindUserRules, guardSignUpRules, issueClaimsRules, migrateUserRules } from '../alarm-rules.ts';
import { findDeployProblems } from '../find-deploy-problems.ts';
import { functionBundle } from '../function-bundles.ts';
import { sourceActions, sourceRoleDocuments } from '../source-role-documents.ts';
import { assertPlace } from './assert-place.ts';
import { attachToOwnPool, guardOwnPool, ownPoolOf } from './attach-to-own-pool.ts';
import { CrossingDashboard } from './crossing-dashboard.ts';
import { ImportLogsRole } from './import-logs-role.ts';
import { Ledger, type LedgerProps } from './ledger.ts';
import { assertNoneUnused, lendToWrapper, type Wrappers } from './lend-to-wrapper.ts';
import type { SlotFunction } from './slot-function.ts';
import { TriggerAlarms } from './trigger-alarms.ts';
import { TriggerFunction } from './trigger-function.ts';

export type UserMigrationProps = PoolsFile & {
  readonly config: Config;
  /**
   * The target pool, if this app makes it: the functions are then put into its slots. A pool that was made elsewhere is
   * wired by `poolferry trigger attach`, which reads the outputs of this stack.
   */
  readonly userPool?: IUserPool;
  /** For slots that the app fills itself: nothing is deployed for these, and its functions get the environment and the rights. */
  readonly wrappedBy?: Wrappers;
  /** What gives up safety, each with a reason that stands in the template. */
  readonly unsafe?: Pick<NonNullable<LedgerProps['unsafe']>, 'destroyWithStack'>;
};

/**
 * What a migration needs in the target's account and Region: the trigger functions, the ledger with its key, the import
 * job's log role, alarms and a dashboard. At most one in a stack.
 */
export class UserMigration extends Construct {
  readonly ledger: Ledger;
  readonly migrateUser: TriggerFunction;
  readonly importLogs: ImportLogsRole;

  constructor(scope: Construct, id: string, props: UserMigrationProps) {
    super(scope, id);
    const { config, source, target, userPool, wrappedBy = {}, unsafe } = props;
    const { trigger, ledger: ledgerConfig } = config;
    const { region = '', account = '' } = Arn.split(target.arn, ArnFormat.SLASH_RESOURCE_NAME);
    const problems = findDeployProblems(config, { region, account });
    if (trigger === undefined || ledgerConfig === undefined || problems.length > 0) {
      throw new ProblemsError('poolferry.config.json', problems, { code: 'config-incomplete' });
    }
    assertPlace(this, { region, account });
    const ownPool = userPool === undefined ? undefined : ownPoolOf(userPool);
    if (ownPool !== undefined) {
      const { previousSub, previousUsername } = config.users;
      guardOwnPool(
        this,
        ownPool,
        [previousSub, previousUsername].filter((name) => name !== undefined),
      );
    }

    const ledger = new Ledger(this, 'Ledger', {
      tableName: ledgerConfig.tableName,
      nameHashKeySecret: nameHashKeySecretId(ledgerConfig),
      ...(unsafe === undefined ? {} : { unsafe }),
    });
    const { tableArn } = ledger.table;
    const readHashKey = allow(['secretsmanager:GetSecretValue'], ledger.nameHashKey.secretArn);

    const deploy = ({ id: functionId, bundle, slot, hint = '', rules: _, ...rest }: SlotFunction) => {
      const added = new TriggerFunction(this, functionId, {
        bundle: functionBundle(bundle),
        description: `${slot} trigger of ${target.userPoolId}`,
        // Cognito waits five seconds; the functions' own budgets end before that.
        timeout: Duration.seconds(5),
        logRetentionDays: trigger.logRetentionDays,
        userPool: { arn: target.arn, accountId: account },
        ...rest,
      });
      if (ownPool !== undefined) attachToOwnPool(this, ownPool, slot, added);
      this.output(`${functionId}Arn`, added.function.functionArn, `For the ${slot} slot of the target pool.${hint}`);
      return added;
    };
    const watch = ({ id: functionId, slot, rules }: SlotFunction, watched: LambdaFunction) => {
      const { alarms } = new TriggerAlarms(this, `${functionId}Alarms`, {
        name: `${slot} trigger of ${target.userPoolId}`,
        userPoolId: target.userPoolId,
        function: watched,
        rules,
        alarmTopicArn: trigger.alarmTopicArn,
      });
      return { function: watched, alarms };
    };
    const unused = new Set(Object.keys(wrappedBy));
    const add = (slotFunction: SlotFunction & { readonly slot: keyof Wrappers }) => {
      const { slot } = slotFunction;
      const wrapper = wrappedBy[slot];
      unused.delete(slot);
      if (wrapper === undefined) return watch(slotFunction, deploy(slotFunction).function);
      lendToWrapper(wrapper, slotFunction);
      return watch(slotFunction, wrapper);
    };

    const migration: SlotFunction = {
      id: 'MigrateUser',
      bundle: 'migrate-user',
      slot: 'UserMigration',
      rules: migrateUserRules,
      environment: toMigrateUserEnvironment({ config, source, target }),
      reservedConcurrency: trigger.reservedConcurrency,
      statements: [
        trigger.sourceRole === undefined
          ? allow(sourceActions(trigger), source.arn)
          : allow(['sts:AssumeRole'], trigger.sourceRole.arn),
        ...(trigger.sourceClientSecretArn === null
          ? []
          : [allow(['secretsmanager:GetSecretValue'], trigger.sourceClientSecretArn)]),
        allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableArn),
        readHashKey,
      ],
    };
    const migrateUser = deploy(migration);
    const groupsCross = Object.keys(trigger.groups).length > 0;
    const bindUser = add({
      id: 'BindUser',
      bundle: 'bind-user',
      slot: 'PostAuthentication',
      rules: bindUserRules,
      environment: toBindUserEnvironment({ config, target }),
      statements: [
        allow(['cognito-idp:AdminGetUser', ...(groupsCross ? ['cognito-idp:AdminAddUserToGroup'] : [])], target.arn),
        allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableArn),
        readHashKey,
      ],
    });
    const readLedger = allow(['dynamodb:GetItem'], tableArn);
    const guardSignUp = trigger.guardSignUp
      ? add({
          id: 'GuardSignUp',
          bundle: 'guard-sign-up',
          slot: 'PreSignUp',
          rules: guardSignUpRules,
          environment: toGuardSignUpEnvironment({ config, target }),
          statements: [readLedger, readHashKey],
        })
      : undefined;
    const issueClaims = trigger.claims
      ? add({
          id: 'IssueClaims',
          bundle: 'issue-claims',
          slot: 'PreTokenGeneration',
          rules: issueClaimsRules,
          hint: ' As version V2_0 where access tokens are to have the claims.',
          environment: toIssueClaimsEnvironment({ config, target }),
          statements: [readLedger],
        })
      : undefined;
    assertNoneUnused(unused);
    new CrossingDashboard(this, 'Crossing', {
      userPoolId: target.userPoolId,
      title: `Users of ${source.userPoolId} cross to ${target.userPoolId}`,
      migrateUser: migrateUser.function,
      bindUser: bindUser.function,
      alarms: [watch(migration, migrateUser.function), bindUser, guardSignUp, issueClaims].flatMap(
        (each) => each?.alarms ?? [],
      ),
    });

    this.ledger = ledger;
    this.migrateUser = migrateUser;
    this.importLogs = new ImportLogsRole(this, 'ImportLogs', { userPool: target });
    this.output('TargetUserPoolArn', target.arn, 'The pool whose calls these functions take.');
    this.output('ImportLogsRoleArn', this.importLogs.role.roleArn, 'For import.logsRoleArn in poolferry.config.json.');
    if (trigger.sourceRole !== undefined) {
      const documents = sourceRoleDocuments(trigger, source.arn, this.migrateUser.role.roleArn);
      const { arn } = trigger.sourceRole;
      const json = (document: object) => Stack.of(this).toJsonString(document);
      this.output('SourceRoleTrust', json(documents.trust), `Trust policy of ${arn}.`);
      this.output('SourceRolePermissions', json(documents.permissions), 'All that this role may do.');
    }
  }

  /** By the same name in every stack, so that `trigger attach` finds it. */
  private output(name: string, value: string, description: string) {
    new CfnOutput(this, name, { value, description }).overrideLogicalId(name);
  }
}

const allow = (actions: string[], resource: string) =>
  new PolicyStatement({ effect: Effect.ALLOW, actions, resources: [resource] });
