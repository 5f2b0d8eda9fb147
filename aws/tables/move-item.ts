import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../core/owners/attribute-value.ts';
import type { ItemMove, WriteAnswer, WriteOutcome } from '../../core/remap/table-ports.ts';
import { createExpression, toWire } from './expression.ts';
import { faultKindOf, toTableFault } from './to-table-fault.ts';

export const moveItem = async (
  client: DynamoDBClient,
  tableName: string,
  move: ItemMove,
): Promise<WriteAnswer<WriteOutcome>> => {
  try {
    const { ConsumedCapacity } = await client.send(new TransactWriteItemsCommand(toMoveInput(tableName, move)));
    return { outcomes: { kind: 'written' }, writeUnits: ConsumedCapacity?.[0]?.CapacityUnits };
  } catch (error) {
    if (error instanceof TransactionCanceledException) {
      return { outcomes: toOutcome(error.CancellationReasons ?? []), writeUnits: undefined };
    }
    throw toTableFault(error, tableName, 'PutItem and dynamodb:DeleteItem');
  }
};

/** The request for a move. A condition on the lock says that there is an item, too: nothing comes into being that was not. */
export const toMoveInput = (tableName: string, move: ItemMove): TransactWriteItemsCommandInput => {
  const put = createExpression();
  const remove = createExpression();
  return {
    ClientRequestToken: move.token,
    ReturnConsumedCapacity: 'TOTAL',
    TransactItems: [
      {
        Put: {
          TableName: tableName,
          Item: toWireItem(move.item),
          ConditionExpression: `attribute_not_exists(${put.path([move.keyAttribute])})`,
          ExpressionAttributeNames: put.names(),
        },
      },
      {
        Delete: {
          TableName: tableName,
          Key: toWireItem(move.from),
          ConditionExpression: `${remove.path([move.lock.attribute])} = ${remove.value(move.lock.value)}`,
          ExpressionAttributeNames: remove.names(),
          ExpressionAttributeValues: remove.values(),
        },
      },
    ],
  };
};

const toWireItem = (item: Item) =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toWire(value)]));

/**
 * One reason per action, "None" for one that had none: API_TransactWriteItems, read 2026-11-20. What can never succeed
 * comes first, then what the items say; whatever is left passes.
 */
const toOutcome = (reasons: readonly CancellationReason[]): WriteOutcome => {
  const codes = reasons.flatMap(({ Code }) => (Code === undefined || Code === 'None' ? [] : [Code]));
  const invalid = codes.find((code) => code === 'DuplicateItem' || faultKindOf(code) === 'invalid');
  if (invalid !== undefined) return { kind: 'invalid', code: invalid };
  if (codes.includes('ConditionalCheckFailed')) return { kind: 'condition-failed' };
  const [code = 'TransactionCanceled'] = codes;
  return { kind: faultKindOf(code) === 'throttled' ? 'throttled' : 'unknown', code };
};
