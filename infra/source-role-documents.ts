import type { Config } from '../core/config/schema.ts';

type Trigger = NonNullable<Config['trigger']>;

/** What the trigger does at the source pool. */
export const sourceActions = ({ lookup }: Pick<Trigger, 'lookup'>): string[] => [
  'cognito-idp:AdminInitiateAuth',
  'cognito-idp:AdminGetUser',
  ...(lookup === 'list-users' ? ['cognito-idp:ListUsers'] : []),
];

/** The policies of `trigger.sourceRole`, for whoever makes it in the source's account. */
export const sourceRoleDocuments = (
  trigger: Pick<Trigger, 'lookup' | 'sourceRole'>,
  sourcePoolArn: string,
  functionRoleArn: string,
) => ({
  trust: policy({
    Principal: { AWS: functionRoleArn },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': trigger.sourceRole?.externalId } },
  }),
  permissions: policy({ Action: sourceActions(trigger), Resource: sourcePoolArn }),
});

const policy = (statement: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
