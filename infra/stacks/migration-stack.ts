import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { UserMigration, type UserMigrationProps } from '../constructs/user-migration.ts';

export type MigrationStackProps = Omit<UserMigrationProps, 'userPool'>;

/**
 * A migration in a stack of its own, where the target pool is. It attaches nothing to the pool: a pool that the stack did
 * not make is not its to change.
 */
export class MigrationStack extends Stack {
  constructor(scope: Construct, id: string, props: MigrationStackProps) {
    const { source, target } = props;
    const { region = '', account = '' } = Arn.split(target.arn, ArnFormat.SLASH_RESOURCE_NAME);
    super(scope, id, {
      env: { account, region },
      description: `poolferry: users of ${source.userPoolId} cross to ${target.userPoolId}`,
    });
    // This name is no part of the names of what is in it.
    new UserMigration(this, 'Default', props);
  }
}
