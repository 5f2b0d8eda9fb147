import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type LedgerTable, sendOptions } from './ledger-table.ts';

/** Whether an operator has paused the trigger, and since when it is as it is. Without a row it was never touched. */
export type TriggerSwitch = { readonly paused: boolean; readonly changedAtMs?: number };

/** A row of its own kind beside claims and index. */
const switchKey = { pk: 'settings#trigger' };

/** Strongly consistent: whoever has just paused wants to know that it holds. */
export const readTriggerSwitch = async (table: LedgerTable): Promise<TriggerSwitch> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.tableName, Key: switchKey, ConsistentRead: true }),
    sendOptions(table),
  );
  return {
    paused: Item?.paused === true,
    ...(typeof Item?.changedAtMs === 'number' ? { changedAtMs: Item.changedAtMs } : {}),
  };
};

export const writeTriggerSwitch = async (table: LedgerTable, paused: boolean, changedAtMs: number): Promise<void> => {
  await table.client.send(
    new UpdateCommand({
      TableName: table.tableName,
      Key: switchKey,
      UpdateExpression: 'SET paused = :paused, changedAtMs = :changedAtMs',
      ExpressionAttributeValues: { ':paused': paused, ':changedAtMs': changedAtMs },
    }),
    sendOptions(table),
  );
};
