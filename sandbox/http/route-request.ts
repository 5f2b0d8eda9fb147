import type { IncomingHttpHeaders } from 'node:http';
import { AwsError, notServed } from '../aws-error.ts';
import type { CognitoEngine } from '../cognito/engine.ts';
import { callLogs } from '../logs/log-operations.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { UploadStore } from '../s3/upload-store.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { callSts } from '../sts/call-sts.ts';
import type { RoleStore } from '../sts/role-store.ts';
import { type Answer, jsonAnswer, jsonError, storageError } from './answer.ts';

export type Services = {
  readonly accountId: string;
  readonly cognito: CognitoEngine;
  readonly logs: LogStore;
  readonly roles: RoleStore;
  readonly secrets: SecretStore;
  readonly uploads: UploadStore;
};

export type Received = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly requestId: string;
};

export type Routed = { readonly service: string; readonly operation: string; readonly answer: Answer };

const SERVICE_NAMES: Readonly<Record<string, string>> = {
  AWSCognitoIdentityProviderService: 'cognito-idp',
  Logs_20140328: 'logs',
  secretsmanager: 'secretsmanager',
};

/** What an app may call without AWS credentials. */
const PUBLIC_OPERATIONS = new Set([
  'SignUp',
  'ConfirmSignUp',
  'InitiateAuth',
  'RespondToAuthChallenge',
  'ForgotPassword',
  'ConfirmForgotPassword',
  'GetUser',
  'GlobalSignOut',
  'RevokeToken',
]);

const assertSigned = (service: string, operation: string, headers: IncomingHttpHeaders): void => {
  if (service === 'cognito-idp' && PUBLIC_OPERATIONS.has(operation)) return;
  if (headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) return;
  throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
};

const parseBody = (body: Buffer): Record<string, unknown> => {
  try {
    const parsed = JSON.parse(body.toString('utf8') || '{}');
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Answered below.
  }
  throw new AwsError('SerializationException', 'The request is not a JSON object.');
};

const call = async (services: Services, service: string, operation: string, body: Record<string, unknown>) => {
  if (service === 'cognito-idp') return services.cognito.call(operation, body);
  if (service === 'logs') return callLogs(services.logs, operation, body);
  if (service === 'secretsmanager') return services.secrets.call(operation, body);
  throw notServed(`the service of the target ${service}.${operation}`);
};

const routeJson = async (services: Services, received: Received, target: string): Promise<Routed> => {
  const [prefix = '', operation = ''] = target.split('.');
  const service = SERVICE_NAMES[prefix] ?? prefix;
  const contentType = received.headers['content-type'] ?? 'application/x-amz-json-1.1';
  try {
    assertSigned(service, operation, received.headers);
    const session = services.roles.sessionOf(received.headers);
    if (session !== undefined) services.roles.note(session, operation);
    const response = await call(services, service, operation, parseBody(received.body));
    return { service, operation, answer: jsonAnswer(contentType, response) };
  } catch (error) {
    const known = error instanceof AwsError ? error : new AwsError('InternalErrorException', String(error), 500);
    return { service, operation, answer: jsonError(contentType, known.name, known.message, known.httpStatus) };
  }
};

const routeQuery = ({ roles, accountId }: Services, { body, headers, requestId }: Received): Routed => {
  const parameters = new URLSearchParams(body.toString('utf8'));
  return { service: 'sts', ...callSts(roles, { parameters, headers, accountId, requestId }) };
};

const routeUpload = (services: Services, received: Received): Routed => {
  const { status, code = '', message = '' } = services.uploads.put(received);
  const answer = status === 200 ? { status, headers: {}, body: '' } : storageError(code, message, status);
  return { service: 's3', operation: 'PutObject', answer };
};

/** Finds out which service a request is for, as AWS's hosts would by their names, and has it answered. */
export const routeRequest = async (services: Services, received: Received): Promise<Routed> => {
  const target = received.headers['x-amz-target'];
  if (received.method === 'POST' && typeof target === 'string') return routeJson(services, received, target);
  if (received.method === 'POST' && received.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return routeQuery(services, received);
  }
  if (received.method === 'PUT') return routeUpload(services, received);
  const operation = `${received.method} ${received.url.pathname}`;
  const message = `The sandbox does not serve ${operation}.`;
  return { service: 'unknown', operation, answer: jsonError('application/json', 'NotServedBySandbox', message, 400) };
};
