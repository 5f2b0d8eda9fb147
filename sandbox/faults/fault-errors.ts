import { AwsError } from '../aws-error.ts';
import type { Call, FaultKind } from './fault.ts';

type ErrorKind = Extract<
  FaultKind,
  'internal-error' | 'throttle' | 'expired-token' | 'invalid-token' | 'access-denied' | 'wrong-region'
>;

type Words = readonly [name: string, message: string, httpStatus?: number];

const EXPIRED = 'The security token included in the request is expired';
const INVALID = 'The security token included in the request is invalid.';
const RATE = 'Rate exceeded';

/** How each service words the same trouble. */
const WORDS: Readonly<Record<string, Readonly<Record<Exclude<ErrorKind, 'access-denied' | 'wrong-region'>, Words>>>> = {
  'cognito-idp': {
    'internal-error': ['InternalErrorException', 'Internal server error', 500],
    throttle: ['TooManyRequestsException', RATE],
    'expired-token': ['ExpiredTokenException', EXPIRED],
    'invalid-token': ['UnrecognizedClientException', INVALID],
  },
  logs: {
    'internal-error': ['ServiceUnavailableException', 'The service cannot complete the request.', 500],
    throttle: ['ThrottlingException', RATE],
    'expired-token': ['ExpiredTokenException', EXPIRED],
    'invalid-token': ['UnrecognizedClientException', INVALID],
  },
  secretsmanager: {
    'internal-error': ['InternalServiceError', 'An error occurred on the server side.', 500],
    throttle: ['ThrottlingException', RATE],
    'expired-token': ['ExpiredTokenException', EXPIRED],
    'invalid-token': ['UnrecognizedClientException', INVALID],
  },
  sts: {
    'internal-error': ['InternalFailure', 'An internal error occurred.', 500],
    throttle: ['Throttling', RATE],
    'expired-token': ['ExpiredToken', EXPIRED, 403],
    'invalid-token': ['InvalidClientTokenId', INVALID, 403],
  },
  s3: {
    'internal-error': ['InternalError', 'We encountered an internal error. Please try again.', 500],
    throttle: ['SlowDown', 'Please reduce your request rate.', 503],
    'expired-token': ['ExpiredToken', 'The provided token has expired.'],
    'invalid-token': ['InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403],
  },
};

export type AccountAndRegion = { readonly accountId: string; readonly region: string };

const denied = ({ service, operation, request }: Call, { accountId, region }: AccountAndRegion): AwsError => {
  if (service === 's3') return new AwsError('AccessDenied', 'Access Denied', 403);
  const { UserPoolId: pool } = request;
  const resource = typeof pool === 'string' ? `arn:aws:cognito-idp:${region}:${accountId}:userpool/${pool}` : '*';
  const action = `${service}:${operation}`;
  const who = `User: arn:aws:iam::${accountId}:user/sandbox is not authorized to perform: ${action}`;
  const message = `${who} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  return service === 'sts'
    ? new AwsError('AccessDenied', message, 403)
    : new AwsError('AccessDeniedException', message);
};

/** Nothing where the operation works in every Region, as CreateUserPool and GetCallerIdentity do. */
const elsewhere = ({ service, request }: Call): AwsError | undefined => {
  const notFound = (message: string) => new AwsError('ResourceNotFoundException', message);
  if (service === 'logs') return notFound('The specified log group does not exist.');
  if (service === 'secretsmanager') return notFound("Secrets Manager can't find the specified secret.");
  if (service !== 'cognito-idp') return undefined;
  if (typeof request.UserPoolId === 'string') return notFound(`User pool ${request.UserPoolId} does not exist.`);
  if (typeof request.ClientId === 'string') return notFound(`User pool client ${request.ClientId} does not exist.`);
  return undefined;
};

/** The error that a call gets; nothing where that trouble cannot befall it. */
export const errorOf = (kind: ErrorKind, call: Call, at: AccountAndRegion): AwsError | undefined => {
  if (kind === 'access-denied') return denied(call, at);
  if (kind === 'wrong-region') return elsewhere(call);
  const words = WORDS[call.service]?.[kind];
  return words === undefined ? undefined : new AwsError(...words);
};
