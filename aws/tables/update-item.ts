import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../core/owners/attribute-value.ts';
import type { ConditionalWrite, WriteAnswer, WriteOutcome } from '../../core/remap/table-ports.ts';
import { createExpression } from './expression.ts';
import { toTableFault } from './to-table-fault.ts';

export const updateItem = async (
  client: DynamoDBClient,
  tableName: string,
  write: ConditionalWrite,
): Promise<WriteAnswer<WriteOutcome>> => {
  try {
    const answer = await client.send(new UpdateItemCommand(toUpdateInput(tableName, write)));
    return { outcomes: { kind: 'written' }, writeUnits: answer.ConsumedCapacity?.CapacityUnits };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return { outcomes: { kind: 'condition-failed', item: error.Item as Item | undefined }, writeUnits: undefined };
    }
    throw toTableFault(error, tableName, 'UpdateItem');
  }
};

/** The request for a conditional write. Its condition names old values, so it can neither create nor revive an item. */
export const toUpdateInput = (tableName: string, write: ConditionalWrite): UpdateItemCommandInput => {
  const expression = createExpression();
  const assignments: string[] = [];
  const conditions: string[] = [];
  for (const { at, from, to } of write.replace) {
    const path = expression.path(at);
    assignments.push(`${path} = ${expression.value(to)}`);
    conditions.push(`${path} = ${expression.value(from)}`);
  }
  const removals = (write.remove ?? []).map(({ at, from }) => {
    const path = expression.path(at);
    conditions.push(`${path} = ${expression.value(from)}`);
    return path;
  });
  for (const { at, to } of write.set) assignments.push(`${expression.path(at)} = ${expression.value(to)}`);
  for (const at of write.absent) conditions.push(`attribute_not_exists(${expression.path(at)})`);
  return {
    TableName: tableName,
    Key: write.key as NonNullable<UpdateItemCommandInput['Key']>,
    UpdateExpression: `SET ${assignments.join(', ')}${removals.length === 0 ? '' : ` REMOVE ${removals.join(', ')}`}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: expression.names(),
    ExpressionAttributeValues: expression.values(),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ReturnConsumedCapacity: 'TOTAL',
  };
};
