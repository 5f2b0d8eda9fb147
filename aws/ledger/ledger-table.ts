import type { LedgerClient } from './ledger-client.ts';

/** Where the ledger is. `signal` ends every call, for callers with a time budget. */
export type LedgerTable = {
  readonly client: LedgerClient;
  readonly tableName: string;
  readonly signal?: AbortSignal;
};

/** One table, two kinds of rows: claims of source users, and the index of sign-in names. */
export const claimPrefix = 'user#';
export const loginPrefix = 'login#';
export const claimKey = (previousSub: string) => ({ pk: `${claimPrefix}${previousSub}` });
export const loginKey = (loginHash: string) => ({ pk: `${loginPrefix}${loginHash}` });

export const sendOptions = ({ signal }: LedgerTable) => (signal === undefined ? {} : { abortSignal: signal });
