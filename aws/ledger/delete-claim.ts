import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { explainRefusal } from './condition-failed.ts';
import { claimKey, type LedgerTable, sendOptions } from './ledger-table.ts';

type Condition = {
  /** May speak of `#state`, which is a reserved word of DynamoDB's. */
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
};

/** Removes a claim in one conditional write; answers `done`, or what `refusalOf` says of the row that is there instead. */
export const deleteClaim = async <Done, Refusal>(
  table: LedgerTable,
  previousSub: string,
  { expression, values }: Condition,
  done: Done,
  refusalOf: (row: LedgerRow | undefined) => Refusal | undefined,
): Promise<Done | Refusal> => {
  try {
    await table.client.send(
      new DeleteCommand({
        TableName: table.tableName,
        Key: claimKey(previousSub),
        ConditionExpression: expression,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ...values },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      sendOptions(table),
    );
    return done;
  } catch (error) {
    return explainRefusal(error, table, previousSub, refusalOf);
  }
};
