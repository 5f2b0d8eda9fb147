import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ForgetOutcome, LedgerRow } from '../../core/identity/ledger.ts';
import { forgetRefusal } from '../../core/identity/ledger-rules.ts';
import { explainRefusal, readClaim } from './condition-failed.ts';
import { claimKey, type LedgerTable, sendOptions } from './ledger-table.ts';

/** Replaces the whole item, so that nothing stays of it that another version may have written. */
export const forgetUser = async (
  table: LedgerTable,
  previousSub: string,
  seen: LedgerRow | undefined,
  forgottenAtMs: number,
): Promise<ForgetOutcome> => {
  const outcomeOf = (row: LedgerRow | undefined) =>
    row?.state === 'forgotten' ? 'forgotten' : forgetRefusal(row, seen);
  if (seen?.state === 'forgotten') return outcomeOf(await readClaim(table, previousSub)) ?? 'changed';
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.tableName,
        Item: { ...claimKey(previousSub), state: 'forgotten', forgottenAtMs },
        ...stillAs(seen),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      sendOptions(table),
    );
    return 'forgotten';
  } catch (error) {
    return explainRefusal(error, table, previousSub, outcomeOf);
  }
};

const stillAs = (seen: Exclude<LedgerRow, { state: 'forgotten' }> | undefined) => {
  if (seen === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const { state, newSub } = seen;
  const isSameUser = newSub === undefined ? 'attribute_not_exists(newSub)' : 'newSub = :newSub';
  return {
    ConditionExpression: `#state = :state AND ${isSameUser}`,
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':state': state, ...(newSub === undefined ? {} : { ':newSub': newSub }) },
  };
};
