import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { GroupProgress } from '../../core/bind-user/replay-groups.ts';
import { claimKey, type LedgerTable, sendOptions } from './ledger-table.ts';

/**
 * Keeps which groups a bound user is still to be put into. Where two sign-ins do it at the same moment, nothing that the
 * other has done becomes pending again.
 */
export const recordGroups = async (
  table: LedgerTable,
  { previousSub, newSub, pending, atMs }: GroupProgress,
): Promise<void> => {
  const isDone = pending.length === 0;
  const ifUnfinished = ' AND (attribute_not_exists(groupsReplayedAtMs) OR attribute_exists(pendingGroups))';
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.tableName,
        Key: claimKey(previousSub),
        ConditionExpression: `#state = :bound AND newSub = :newSub${isDone ? '' : ifUnfinished}`,
        UpdateExpression: `SET groupsReplayedAtMs = :atMs${isDone ? ' REMOVE pendingGroups' : ', pendingGroups = :pending'}`,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':bound': 'bound',
          ':newSub': newSub,
          ':atMs': atMs,
          ...(isDone ? {} : { ':pending': pending }),
        },
      }),
      sendOptions(table),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};
