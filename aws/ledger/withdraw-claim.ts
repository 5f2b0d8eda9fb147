import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { ClaimRow, WithdrawOutcome } from '../../core/identity/ledger.ts';
import { withdrawRefusal } from '../../core/identity/ledger-rules.ts';
import { explainRefusal } from './condition-failed.ts';
import { claimKey, type LedgerTable, sendOptions } from './ledger-table.ts';

export const withdrawClaim = async (table: LedgerTable, seen: ClaimRow): Promise<WithdrawOutcome> => {
  const { loginHash, claimedAtMs, triggerClaimedAtMs, runId } = seen;
  const facts = { loginHash, claimedAtMs, triggerClaimedAtMs, runId };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  try {
    await table.client.send(
      new DeleteCommand({
        TableName: table.tableName,
        Key: claimKey(seen.previousSub),
        ConditionExpression: [
          '#state = :reserved',
          ...Object.entries(facts).map(([name, value]) =>
            value === undefined ? `attribute_not_exists(${name})` : `${name} = :${name}`,
          ),
        ].join(' AND '),
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':reserved': 'reserved',
          ...Object.fromEntries(known.map(([name, value]) => [`:${name}`, value])),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      sendOptions(table),
    );
    return 'withdrawn';
  } catch (error) {
    return explainRefusal(error, table, seen.previousSub, (row) => withdrawRefusal(row, seen));
  }
};
