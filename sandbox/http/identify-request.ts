import type { IncomingHttpHeaders } from 'node:http';
import type { ApiStore } from '../appsync/api-store.ts';
import { identifyOperation } from '../appsync/identify-operation.ts';
import { AwsError, notServed } from '../aws-error.ts';
import type { CognitoEngine } from '../cognito/engine.ts';
import { callLogs } from '../logs/log-operations.ts';
import type { LogStore } from '../logs/log-store.ts';
import { ownEntry } from '../own-entry.ts';
import type { UploadStore } from '../s3/upload-store.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { callSts } from '../sts/call-sts.ts';
import type { RoleStore } from '../sts/role-store.ts';
import { jsonAnswer, jsonError, queryError, storageError } from './answer.ts';
import type { IdentifiedRequest } from './identified-request.ts';
import { PUBLIC_OPERATIONS } from './public-operations.ts';
import { signerOf } from './signature.ts';

export type Services = {
  readonly accountId: string;
  readonly cognito: Pick<CognitoEngine, 'call'>;
  readonly logs: LogStore;
  readonly roles: RoleStore;
  readonly secrets: SecretStore;
  readonly uploads: UploadStore;
  readonly apis: ApiStore;
};

export type Received = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly requestId: string;
};

const SERVICE_NAMES: Readonly<Record<string, string>> = {
  AWSCognitoIdentityProviderService: 'cognito-idp',
  Logs_20140328: 'logs',
  secretsmanager: 'secretsmanager',
};

/** Nothing where the body is no JSON object. */
const parseBody = (body: Buffer): Record<string, unknown> | undefined => {
  try {
    const parsed = JSON.parse(body.toString('utf8') || '{}');
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
};

const call = async (services: Services, service: string, operation: string, body: Record<string, unknown>) => {
  if (service === 'cognito-idp') return services.cognito.call(operation, body);
  if (service === 'logs') return callLogs(services.logs, operation, body);
  if (service === 'secretsmanager') return services.secrets.call(operation, body);
  throw notServed(`the service of the target ${service}.${operation}`);
};

const identifyJson = (services: Services, received: Received, target: string): IdentifiedRequest => {
  const [prefix = '', operation = ''] = target.split('.');
  const service = ownEntry(SERVICE_NAMES, prefix) ?? prefix;
  const contentType = received.headers['content-type'] ?? 'application/x-amz-json-1.1';
  const signedBy = signerOf(received.url, received.headers);
  const request = parseBody(received.body);
  const refuse = ({ name, message, httpStatus }: AwsError) => jsonError(contentType, name, message, httpStatus);
  return {
    service,
    operation,
    request: request ?? {},
    ...(signedBy === undefined ? {} : { signedBy }),
    refuse,
    answer: async () => {
      try {
        if (signedBy === undefined && !(service === 'cognito-idp' && PUBLIC_OPERATIONS.has(operation))) {
          throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
        }
        if (request === undefined) {
          throw new AwsError('SerializationException', 'The request is not a JSON object.');
        }
        const session = services.roles.sessionOf(received.headers);
        if (session !== undefined) services.roles.note(session, operation);
        return jsonAnswer(contentType, await call(services, service, operation, request));
      } catch (error) {
        return refuse(error instanceof AwsError ? error : new AwsError('InternalErrorException', String(error), 500));
      }
    },
  };
};

const identifyQuery = (services: Services, received: Received): IdentifiedRequest => {
  const parameters = new URLSearchParams(received.body.toString('utf8'));
  const operation = parameters.get('Action') ?? '';
  const signedBy = signerOf(received.url, received.headers);
  const refuse = ({ name, message, httpStatus }: AwsError) => queryError(name, message, httpStatus);
  return {
    service: 'sts',
    operation,
    request: Object.fromEntries(parameters),
    ...(signedBy === undefined ? {} : { signedBy }),
    refuse,
    answer: async () => {
      if (signedBy === undefined) {
        return refuse(new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403));
      }
      const { roles, accountId } = services;
      const { headers, requestId } = received;
      return callSts(roles, { parameters, headers, accountId, requestId });
    },
  };
};

const identifyUpload = (services: Services, received: Received): IdentifiedRequest => {
  const signedBy = signerOf(received.url, received.headers);
  return {
    service: 's3',
    operation: 'PutObject',
    request: {},
    ...(signedBy === undefined ? {} : { signedBy }),
    refuse: ({ name, message, httpStatus }) => storageError(name, message, httpStatus),
    answer: async () => {
      const { status, code = '', message = '' } = services.uploads.put(received);
      return status === 200 ? { status, headers: {}, body: '' } : storageError(code, message, status);
    },
  };
};

const identifyAppSync = (services: Services, received: Received): IdentifiedRequest | undefined => {
  const identified = identifyOperation(received.method, received.url);
  if (identified === undefined) return undefined;
  const { operation, members } = identified;
  const body = parseBody(received.body);
  const request = { ...body, ...members };
  const signedBy = signerOf(received.url, received.headers);
  const refuse = ({ name, message, httpStatus }: AwsError) => jsonError('application/json', name, message, httpStatus);
  return {
    service: 'appsync',
    operation,
    request,
    ...(signedBy === undefined ? {} : { signedBy }),
    refuse,
    answer: async () => {
      try {
        if (signedBy === undefined) {
          throw new AwsError('UnauthorizedException', 'You are not authorized to make this call.', 401);
        }
        if (body === undefined) throw new AwsError('BadRequestException', 'The request is not a JSON object.');
        return jsonAnswer('application/json', services.apis.call(operation, request));
      } catch (error) {
        return refuse(error instanceof AwsError ? error : new AwsError('InternalFailureException', String(error), 500));
      }
    },
  };
};

const identifyUnknown = ({ method, url }: Received): IdentifiedRequest => {
  const operation = `${method} ${url.pathname}`;
  const refuse = ({ name, message, httpStatus }: AwsError) => jsonError('application/json', name, message, httpStatus);
  return { service: 'unknown', operation, request: {}, refuse, answer: async () => refuse(notServed(operation)) };
};

/** Finds out which service a request is for, as AWS's hosts would by their names, and what it asks. */
export const identifyRequest = (services: Services, received: Received): IdentifiedRequest => {
  const target = received.headers['x-amz-target'];
  if (received.method === 'POST' && typeof target === 'string') return identifyJson(services, received, target);
  if (received.method === 'POST' && received.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return identifyQuery(services, received);
  }
  if (received.method === 'PUT') return identifyUpload(services, received);
  return identifyAppSync(services, received) ?? identifyUnknown(received);
};
