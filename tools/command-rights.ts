/** An action, or one that is needed only at times, and when. */
export type Action = string | readonly [action: string, when: string];
export type Rights = Readonly<Partial<Record<Place, readonly Action[]>>>;
export type Place = keyof typeof places;

/** What a right is about: its service, and its resource as a policy names it. */
export const places = {
  source: { service: 'cognito-idp', resource: 'arn:aws:cognito-idp:REGION:ACCOUNT:userpool/SOURCE_POOL' },
  target: { service: 'cognito-idp', resource: 'arn:aws:cognito-idp:REGION:ACCOUNT:userpool/TARGET_POOL' },
  ledger: { service: 'dynamodb', resource: 'arn:aws:dynamodb:REGION:ACCOUNT:table/LEDGER' },
  secret: {
    service: 'secretsmanager',
    resource: 'arn:aws:secretsmanager:REGION:ACCOUNT:secret:poolferry/LEDGER/name-hash-key-??????',
  },
  tables: { service: 'dynamodb', resource: 'arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE' },
  indexes: { service: 'dynamodb', resource: 'arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE/index/*' },
  // Neither of these two can be allowed for less.
  tableNames: { service: 'dynamodb', resource: '*' },
  api: { service: 'appsync', resource: '*' },
  logs: { service: 'logs', resource: 'arn:aws:logs:REGION:ACCOUNT:log-group:/aws/cognito/userpools/TARGET_POOL/*' },
  // Looking for groups by the beginning of their names is allowed for all of them or for none.
  logGroups: { service: 'logs', resource: 'arn:aws:logs:REGION:ACCOUNT:log-group:*' },
  logsRole: { service: 'iam', resource: 'IMPORT_LOGS_ROLE_ARN', passedTo: 'cognito-idp.amazonaws.com' },
} as const;

const describe = ['DescribeUserPool'];
const list = ['DescribeUserPool', 'ListUsers'];
const wiring = ['DescribeUserPool', 'GetUserPoolMfaConfig', 'ListUserImportJobs'];
const putBack = ['SetUserPoolMfaConfig', 'to put second factors back, if an update should ever cost them'] as const;
const atOnce = 'when somebody else changes the same row at the same moment';
const readTables = ['DescribeTable', 'DescribeContinuousBackups', 'Scan'];
const key = ['GetSecretValue'];
const writeTables = [
  ['PartiQLUpdate', 'with `--execute`'],
  ['UpdateItem', 'with `--execute`'],
] as const;
const moves = 'with `moveItems` and `--execute`';
const ofImport = (...actions: readonly string[]) => actions.map((action) => [action, 'to undo an import'] as const);
const ofRemap = (...actions: readonly string[]) => actions.map((action) => [action, 'to undo a remap'] as const);

/** What every command does in AWS, by what it is about. `test/tools/command-rights.test.ts` compares it with what they do. */
export const commandRights: Readonly<Record<string, Rights>> = {
  pools: { source: describe, target: describe },
  index: {
    source: list,
    target: describe,
    ledger: ['Scan', 'BatchWriteItem', ['DeleteItem', 'to take out names that are gone']],
    secret: key,
  },
  'trigger show': { target: [...wiring, 'ListUserPoolClients', 'DescribeUserPoolClient'] },
  'trigger attach': {
    target: [...wiring, 'ListUserPoolClients', 'DescribeUserPoolClient', 'UpdateUserPool', putBack],
  },
  'trigger detach': { target: [...wiring, 'UpdateUserPool', putBack] },
  'trigger pause': { target: describe, ledger: ['GetItem', 'UpdateItem'] },
  export: {
    source: [...list, ['AdminGetUser', 'with `--mfa check`']],
    target: ['DescribeUserPool', 'GetCSVHeader'],
    ledger: [['Scan', 'with `--only-missing`']],
  },
  import: {
    source: list,
    target: [
      ...list,
      'GetCSVHeader',
      'ListUserImportJobs',
      'CreateUserImportJob',
      'StartUserImportJob',
      'DescribeUserImportJob',
      ['AdminDisableUser', 'for packages with disabled users'],
    ],
    ledger: ['Scan', 'UpdateItem', ['GetItem', atOnce], ['DeleteItem', 'to release the claims of rows that failed']],
    secret: key,
    logs: ['DescribeLogStreams', 'GetLogEvents'],
    logGroups: [['DescribeLogGroups', 'when the log is not where AWS says that it is']],
    logsRole: ['PassRole'],
  },
  map: { target: list, ledger: ['Scan'] },
  discover: {
    tables: readTables,
    tableNames: [['ListTables', 'with `--name-pattern`']],
    api: [['ListDataSources', 'with `--appsync-api-id`']],
  },
  remap: {
    tables: [
      ...readTables,
      ...writeTables,
      ['PutItem', moves],
      ['DeleteItem', moves],
      ['GetItem', 'with `moveItems` or `--follow`, and when the application changes the same item'],
    ],
    indexes: [['Query', 'with `--follow`, where an index has the owner']],
    ledger: [['Scan', 'with `--follow`']],
  },
  'remap verify': { tables: readTables },
  undo: {
    target: ofImport('DescribeUserPool', 'ListUsers', 'AdminGetUser', 'AdminDeleteUser'),
    ledger: [...ofImport('DeleteItem'), ['GetItem', atOnce]],
    tables: [
      ...ofRemap(...readTables),
      ...writeTables,
      ['GetItem', 'for a remap that moved items, and when the application changes the same item'],
      ['PutItem', moves],
      ['DeleteItem', moves],
    ],
  },
  'ledger show': { target: describe, ledger: ['GetItem', 'Scan'], secret: key },
  'ledger release': { target: describe, ledger: ['GetItem', 'DeleteItem'] },
  'ledger forget': {
    source: list,
    target: list,
    ledger: ['GetItem', 'Scan', 'PutItem', 'DeleteItem'],
  },
  'ledger reconcile': { target: list, ledger: ['Scan', 'UpdateItem', ['GetItem', atOnce]], secret: key },
};
