import { isThrottle, isTransient } from '../clients/error-kinds.ts';

/**
 * One name for a failure of the source, as `core/migrate-user/decision-table.ts` lists them. Messages stay here: they may
 * repeat what was sent.
 */
export const nameSourceError = (error: unknown): string => {
  if (!(error instanceof Error)) return 'Unknown';
  if (error.name === 'NotAuthorizedException' && /secret.?hash/i.test(error.message)) return 'SecretHashRejected';
  if (error.name === 'AbortError') return 'AbortError';
  if (isThrottle(error)) return 'TooManyRequestsException';
  if (isTransient(error)) {
    const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
    return httpStatusCode === undefined ? 'Unreachable' : 'InternalErrorException';
  }
  return /^\w{1,80}$/.test(error.name) ? error.name : 'Unknown';
};
