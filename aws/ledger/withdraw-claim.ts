import type { ClaimRow, WithdrawOutcome } from '../../core/identity/ledger.ts';
import { withdrawRefusal } from '../../core/identity/ledger-rules.ts';
import { deleteClaim } from './delete-claim.ts';
import type { LedgerTable } from './ledger-table.ts';

export const withdrawClaim = (table: LedgerTable, seen: ClaimRow): Promise<WithdrawOutcome> => {
  const { loginHash, claimedAtMs, triggerClaimedAtMs, runId } = seen;
  const facts = Object.entries({ loginHash, claimedAtMs, triggerClaimedAtMs, runId });
  const known = facts.filter(([, value]) => value !== undefined);
  const unchanged = facts.map(([name, value]) =>
    value === undefined ? `attribute_not_exists(${name})` : `${name} = :${name}`,
  );
  return deleteClaim(
    table,
    seen.previousSub,
    {
      expression: ['#state = :reserved', ...unchanged].join(' AND '),
      values: { ':reserved': 'reserved', ...Object.fromEntries(known.map(([name, value]) => [`:${name}`, value])) },
    },
    'withdrawn',
    (row) => withdrawRefusal(row, seen),
  );
};
