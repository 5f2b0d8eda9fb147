import type { UnbindOutcome } from '../../core/identity/ledger.ts';
import { unbindRefusal } from '../../core/identity/ledger-rules.ts';
import { deleteClaim } from './delete-claim.ts';
import type { LedgerTable } from './ledger-table.ts';

export const unbindUser = (table: LedgerTable, previousSub: string, newSub: string): Promise<UnbindOutcome> =>
  deleteClaim(
    table,
    previousSub,
    { expression: '#state = :bound AND newSub = :newSub', values: { ':bound': 'bound', ':newSub': newSub } },
    'unbound',
    (row) => unbindRefusal(row, newSub),
  );
