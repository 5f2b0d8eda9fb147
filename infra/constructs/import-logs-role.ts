import { Arn, ArnFormat, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export type ImportLogsRoleProps = { readonly userPool: { readonly arn: string; readonly userPoolId: string } };

/** The role that an import job assumes to write its log, for one pool's log group only. */
export class ImportLogsRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { userPool }: ImportLogsRoleProps) {
    super(scope, id);
    const { partition, region = '', account = '' } = Arn.split(userPool.arn, ArnFormat.SLASH_RESOURCE_NAME);
    this.role = new Role(this, 'Role', {
      description: `Lets import jobs of ${userPool.userPoolId} write their log.`,
      assumedBy: new ServicePrincipal('cognito-idp.amazonaws.com', {
        // AWS documents this trust without conditions, so one that demands the key could break every import.
        conditions: { StringEqualsIfExists: { 'aws:SourceAccount': account } },
      }),
    });
    // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html: the group is
    // /aws/cognito/userpools/<pool id>/<pool name>, and pools can be renamed.
    const group = `arn:${partition}:logs:${region}:${account}:log-group:/aws/cognito/userpools/${userPool.userPoolId}/*`;
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [group],
      }),
    );
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${group}]`,
      reason: 'The log group is named after the pool, which can be renamed; its id stands before the wildcard.',
    });
  }
}
