import { RefusedError } from '../errors.ts';

type Place = { readonly region: string; readonly accountId: string; readonly userPoolId: string };

/** The role that Cognito assumes to write the log of an import job: who may assume it, and what it may do. */
export const logsRolePolicies = ({ region, accountId, userPoolId }: Place) => ({
  trust: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'cognito-idp.amazonaws.com' },
        Action: 'sts:AssumeRole',
        // AWS documents this trust without conditions, so one that demands the key could break every import.
        Condition: { StringEqualsIfExists: { 'aws:SourceAccount': accountId } },
      },
    ],
  },
  permissions: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: `arn:aws:logs:${region}:${accountId}:log-group:/aws/cognito/userpools/${userPoolId}/*`,
      },
    ],
  },
});

/** Without the role there is no log, and without the log no reason for any failed row. */
export const missingLogsRole = (place: Place): RefusedError => {
  const { trust, permissions } = logsRolePolicies(place);
  return new RefusedError(
    'Import jobs need a role to write their log, and the configuration names none. Its trust policy and its permissions are to be:',
    {
      code: 'logs-role-missing',
      lines: [trust, permissions].flatMap((policy) => JSON.stringify(policy, null, 2).split('\n')),
      hint: 'Deploy the migration stack, which makes the role, or make it yourself; then set "import.logsRoleArn". Your own credentials need iam:PassRole for it.',
    },
  );
};
