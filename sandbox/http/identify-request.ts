import type { IncomingHttpHeaders } from 'node:http';
import { AwsError, notServed } from '../aws-error.ts';
import type { CognitoEngine } from '../cognito/engine.ts';
import { callLogs } from '../logs/log-operations.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { UploadStore } from '../s3/upload-store.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { getCallerIdentity } from '../sts/get-caller-identity.ts';
import { jsonAnswer, jsonError, queryError, storageError, xmlAnswer } from './answer.ts';
import type { IdentifiedRequest } from './identified-request.ts';
import { signerOf } from './signature.ts';

export type Services = {
  readonly accountId: string;
  readonly cognito: Pick<CognitoEngine, 'call'>;
  readonly logs: LogStore;
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

const SERVICE_NAMES: Readonly<Record<string, string>> = {
  AWSCognitoIdentityProviderService: 'cognito-idp',
  Logs_20140328: 'logs',
  secretsmanager: 'secretsmanager',
};

/** What an app may call without AWS credentials. */
export const PUBLIC_OPERATIONS = new Set([
  'SignUp',
  'ConfirmSignUp',
  'InitiateAuth',
  'RespondToAuthChallenge',
  'ForgotPassword',
  'ConfirmForgotPassword',
  'GetUser',
  'GlobalSignOut',
  'RevokeToken',
  'AssociateSoftwareToken',
  'VerifySoftwareToken',
  'SetUserMFAPreference',
  'ChangePassword',
  'ResendConfirmationCode',
  'UpdateUserAttributes',
  'VerifyUserAttribute',
  'GetUserAttributeVerificationCode',
  'GetTokensFromRefreshToken',
]);

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
  const service = SERVICE_NAMES[prefix] ?? prefix;
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
        return jsonAnswer(contentType, await call(services, service, operation, request));
      } catch (error) {
        return refuse(error instanceof AwsError ? error : new AwsError('InternalErrorException', String(error), 500));
      }
    },
  };
};

const identifyQuery = (services: Services, received: Received): IdentifiedRequest => {
  const form = new URLSearchParams(received.body.toString('utf8'));
  const operation = form.get('Action') ?? '';
  const signedBy = signerOf(received.url, received.headers);
  const refuse = ({ name, message, httpStatus }: AwsError) => queryError(name, message, httpStatus);
  return {
    service: 'sts',
    operation,
    request: Object.fromEntries(form),
    ...(signedBy === undefined ? {} : { signedBy }),
    refuse,
    answer: async () =>
      operation === 'GetCallerIdentity'
        ? xmlAnswer(getCallerIdentity(services.accountId, received.requestId))
        : refuse(notServed(`the STS operation ${operation}`)),
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
  return identifyUnknown(received);
};
