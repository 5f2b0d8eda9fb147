import { startRelay } from './relay.ts';

/** What a caller needs a right for: an IAM action, and the names in the request that tell what it is about. */
export type UsedRight = { readonly action: string; readonly about: string };

const services: Readonly<Record<string, string>> = {
  AWSCognitoIdentityProviderService: 'cognito-idp',
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  Logs_20140328: 'logs',
};

type Body = Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html, read 2026-11-27: rights are those of the statements. */
const statementVerbs: Readonly<Record<string, string>> = {
  UPDATE: 'PartiQLUpdate',
  SELECT: 'PartiQLSelect',
  INSERT: 'PartiQLInsert',
  DELETE: 'PartiQLDelete',
};

const toStatementRights = (statements: readonly { readonly Statement: string }[]): UsedRight[] =>
  statements.map(({ Statement }) => {
    const [, verb = '', table = ''] = /^(\w+)\s+"([^"]+)"/.exec(Statement) ?? [];
    return { action: `dynamodb:${statementVerbs[verb]}`, about: table };
  });

const toRights = (service: string, operation: string, body: Body): UsedRight[] => {
  if (operation === 'BatchExecuteStatement') return toStatementRights(body.Statements as { Statement: string }[]);
  const right = (about: unknown) => ({ action: `${service}:${operation}`, about: String(about) });
  if (operation === 'BatchWriteItem') return Object.keys(body.RequestItems as object).map(right);
  const { UserPoolId, TableName, SecretId, logGroupName, logGroupNamePrefix, CloudWatchLogsRoleArn } = body;
  // Handing a role to AWS is a right of its own, and no request of its own.
  const passed =
    CloudWatchLogsRoleArn === undefined ? [] : [{ action: 'iam:PassRole', about: String(CloudWatchLogsRoleArn) }];
  return [right(UserPoolId ?? TableName ?? SecretId ?? logGroupName ?? logGroupNamePrefix ?? ''), ...passed];
};

/** Passes requests on to a service, and keeps which rights each would take in AWS. */
export const startRightsRecorder = (url: string, used: UsedRight[]) =>
  startRelay(url, ({ operation, target = '', body }) => {
    const service = services[target.split('.')[0] ?? ''];
    if (service === undefined) used.push({ action: `sts:${operation}`, about: '' });
    else used.push(...toRights(service, target.split('.')[1] ?? '', JSON.parse(body) as Body));
    return 'pass';
  });
