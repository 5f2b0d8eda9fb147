import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { UnbindOutcome } from '../../core/identity/ledger.ts';
import { unbindRefusal } from '../../core/identity/ledger-rules.ts';
import { explainRefusal } from './condition-failed.ts';
import { claimKey, type LedgerTable, sendOptions } from './ledger-table.ts';

export const unbindUser = async (table: LedgerTable, previousSub: string, newSub: string): Promise<UnbindOutcome> => {
  try {
    await table.client.send(
      new DeleteCommand({
        TableName: table.tableName,
        Key: claimKey(previousSub),
        ConditionExpression: '#state = :bound AND newSub = :newSub',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':bound': 'bound', ':newSub': newSub },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      sendOptions(table),
    );
    return 'unbound';
  } catch (error) {
    return explainRefusal(error, table, previousSub, (row) => unbindRefusal(row, newSub));
  }
};
