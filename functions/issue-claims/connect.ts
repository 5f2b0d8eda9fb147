import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import type { IssueClaimsPorts } from '../../core/issue-claims/issue-claims.ts';
import type { IssueClaimsEnvironment } from './environment.ts';

/** Builds the client, once per container, and from it the ports of each invocation. */
export const connect = ({ ledger }: IssueClaimsEnvironment) => {
  const client = createLedgerClient({ maxAttempts: 2, requestTimeoutMs: 700 });

  return (signal: AbortSignal): IssueClaimsPorts => ({
    find: (previousSub) => createLedger({ client, tableName: ledger.tableName, signal }).find(previousSub),
    nowMs: () => Date.now(),
  });
};
