import { UnreadableAnswerError } from './unreadable-answer.ts';

/** Errors by which services ask to be called more slowly. Names differ by service and protocol. */
const throttleNames: ReadonlySet<string> = new Set([
  'TooManyRequestsException',
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'SlowDown',
]);

const transientNames: ReadonlySet<string> = new Set([
  'InternalErrorException',
  'InternalServerError',
  'InternalFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'RequestTimeout',
  'RequestTimeoutException',
  'TimeoutError',
  'NetworkingError',
]);

const networkCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
  'UND_ERR_SOCKET',
]);

/** The service asks for fewer requests. Worth waiting for, for as long as it takes. */
export const isThrottle = (error: unknown): boolean => {
  const { name, status } = describe(error);
  return throttleNames.has(name) || status === 429;
};

/** The call failed on its way or inside the service; whether it took effect is unknown. Worth a few more attempts. */
export const isTransient = (error: unknown): boolean => {
  const { name, status, codes } = describe(error);
  return (
    transientNames.has(name) ||
    (status !== undefined && status >= 500) ||
    (strangersStatus(error) ?? 300) < 300 ||
    codes.some((code) => networkCodes.has(code))
  );
};

/**
 * The HTTP status, where what answered is not the service, or not all of its answer came: the page of a proxy, a redirect, half
 * a body. Messages of such errors may quote the body.
 */
export const strangersStatus = (error: unknown): number | undefined => {
  const { name, status } = describe(error);
  const isStrange = name === 'SyntaxError' || name === 'Unknown' || error instanceof UnreadableAnswerError;
  return isStrange ? status : undefined;
};

export const isRetryable = (error: unknown): boolean => isThrottle(error) || isTransient(error);

/** Whether an error comes out of a call to AWS at all, rather than out of a mistake of ours. */
export const isOfAws = (error: unknown): boolean =>
  isRetryable(error) ||
  (error instanceof Error &&
    ('$metadata' in error || /^(AbortError|Credentials?(Provider)?Error|TokenProviderError)$/.test(error.name)));

const describe = (error: unknown): { name: string; status: number | undefined; codes: string[] } => {
  if (typeof error !== 'object' || error === null) return { name: '', status: undefined, codes: [] };
  const { name, code, cause, $metadata } = error as {
    name?: unknown;
    code?: unknown;
    cause?: { code?: unknown } | null;
    $metadata?: { httpStatusCode?: number };
  };
  return {
    name: String(name ?? ''),
    status: $metadata?.httpStatusCode,
    codes: [code, cause?.code].filter((each): each is string => typeof each === 'string'),
  };
};
