import { createServer, type IncomingMessage, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

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
export const startRightsRecorder = async (url: string, used: UsedRight[]) => {
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const [prefix = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const service = services[prefix];
    if (service !== undefined) used.push(...toRights(service, operation, JSON.parse(body.toString('utf8')) as Body));
    else used.push({ action: `sts:${new URLSearchParams(body.toString('utf8')).get('Action')}`, about: '' });
    const headers = { ...request.headers, host: new URL(url).host };
    const passedOn = sendRequest(`${url}${request.url}`, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passedOn.on('error', () => response.destroy());
    passedOn.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const readBody = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
