import { AwsError, notServed } from '../aws-error.ts';

type Json = Readonly<Record<string, unknown>>;

export type DataSource = Json & { readonly name: string; readonly dataSourceArn: string };

const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** What is served of DynamodbDataSourceConfig and, inside it, DeltaSyncConfig: the member's type by its name. */
const DYNAMODB_MEMBERS = { tableName: 'string', awsRegion: 'string', versioned: 'boolean', deltaSyncConfig: 'object' };
const DELTA_SYNC_MEMBERS = { baseTableTTL: 'number', deltaSyncTableName: 'string', deltaSyncTableTTL: 'number' };

/** The data source that CreateDataSource is asked for. Throws as it does. */
export const toDataSource = ({ apiId: _, ...request }: Json, apiArn: string): DataSource => {
  const { name, type, dynamodbConfig, serviceRoleArn } = request;
  if (typeof name !== 'string' || !NAME.test(name)) throw badRequest(`Invalid data source name: ${String(name)}`);
  if (type !== 'NONE' && type !== 'AMAZON_DYNAMODB') throw notServed(`the data source type ${String(type)}`);
  if ((type === 'AMAZON_DYNAMODB') !== (dynamodbConfig !== undefined)) {
    throw badRequest(`dynamodbConfig does not go with the type ${type}`);
  }
  if (type === 'AMAZON_DYNAMODB') {
    assertMembers('dynamodbConfig', dynamodbConfig, DYNAMODB_MEMBERS, ['tableName', 'awsRegion']);
    const { deltaSyncConfig } = dynamodbConfig as Json;
    if (deltaSyncConfig !== undefined) assertMembers('deltaSyncConfig', deltaSyncConfig, DELTA_SYNC_MEMBERS, []);
    if (typeof serviceRoleArn !== 'string') throw badRequest('A data source of DynamoDB needs a serviceRoleArn');
  }
  return { ...request, name, dataSourceArn: `${apiArn}/datasources/${name}` };
};

const assertMembers = (
  name: string,
  value: unknown,
  members: Readonly<Record<string, string>>,
  required: readonly string[],
): void => {
  if (typeof value !== 'object' || value === null) throw badRequest(`${name} is no object`);
  for (const [member, each] of Object.entries(value)) {
    const type = Object.hasOwn(members, member) ? members[member] : undefined;
    if (type === undefined) throw notServed(`the member ${member} of ${name}`);
    if (typeof each !== type) throw badRequest(`${name}.${member} is no ${type}`);
  }
  const missing = required.find((member) => !Object.hasOwn(value, member));
  if (missing !== undefined) throw badRequest(`${name}.${missing} is required`);
};

const badRequest = (message: string) => new AwsError('BadRequestException', message);
