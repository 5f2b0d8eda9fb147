import { TableFault, type TableFaultKind } from '../../core/remap/table-ports.ts';
import { explainAwsError } from '../clients/explain-error.ts';

/** Names of errors and of the codes of single statements: BatchStatementError and Programming.Errors, read 2026-11-20. */
const kinds: Readonly<Record<string, TableFaultKind>> = {
  ProvisionedThroughputExceededException: 'throttled',
  ProvisionedThroughputExceeded: 'throttled',
  ThrottlingException: 'throttled',
  ThrottlingError: 'throttled',
  RequestLimitExceeded: 'throttled',
  // Both say that another write was first, and that nothing was done.
  TransactionConflictException: 'throttled',
  TransactionConflict: 'throttled',
  // The same transaction, sent before, is still under way.
  TransactionInProgressException: 'throttled',
  ReplicatedWriteConflictException: 'throttled',
  InternalServerError: 'unknown',
  InternalFailure: 'unknown',
  ServiceUnavailable: 'unknown',
  ServiceUnavailableException: 'unknown',
  TimeoutError: 'unknown',
  RequestTimeout: 'unknown',
  ValidationException: 'invalid',
  ValidationError: 'invalid',
  ItemCollectionSizeLimitExceededException: 'invalid',
  ItemCollectionSizeLimitExceeded: 'invalid',
  UnknownOperationException: 'unsupported',
};

const lostConnections = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

export const faultKindOf = (code: string): TableFaultKind | undefined => kinds[code];

/** What to throw for an error of the SDK. Never repeats the service's message: it may quote values of an item. */
export const toTableFault = (error: unknown, tableName: string, action: string): Error => {
  // A mistake of ours, not an answer.
  if (!(error instanceof Error) || error instanceof TypeError) throw error;
  const { code, $metadata } = error as {
    code?: string;
    $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
  };
  // The client has taken the time from this answer, and would now send the call again, if it tried more than once.
  if ($metadata?.clockSkewCorrected) return new TableFault('throttled', 'ClockSkew', error);
  const kind = kinds[error.name];
  if (kind !== undefined) return new TableFault(kind, error.name, error);
  if (code !== undefined && lostConnections.has(code)) return new TableFault('unknown', code, error);
  if (($metadata?.httpStatusCode ?? 0) >= 500) return new TableFault('unknown', error.name, error);
  return explainAwsError(error, { doing: `work on table "${tableName}"`, action: `dynamodb:${action}` });
};
