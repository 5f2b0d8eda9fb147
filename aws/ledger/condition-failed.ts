import { type AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { PoolferryError } from '../../core/errors.ts';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { toLedgerRow } from './ledger-item.ts';
import { claimKey, type LedgerTable, sendOptions } from './ledger-table.ts';

/**
 * Says why a conditional write was refused. DynamoDB sends the row along, but nothing when there is no row, and some
 * engines never do: then one strongly consistent read tells.
 */
export const explainRefusal = async <Refusal>(
  error: unknown,
  table: LedgerTable,
  previousSub: string,
  refusalOf: (row: LedgerRow | undefined) => Refusal | undefined,
): Promise<Refusal> => {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  const row = error.Item === undefined ? await readClaim(table, previousSub) : toLedgerRow(toPlainItem(error.Item));
  const refusal = refusalOf(row);
  if (refusal === undefined) {
    throw new PoolferryError(`The ledger row "user#${previousSub}" changed while it was being written.`, {
      code: 'ledger-row-changed',
      hint: 'Do the same again.',
    });
  }
  return refusal;
};

/** The document client leaves the item inside an error as it came; claims hold strings and numbers only. */
const toPlainItem = (item: Readonly<Record<string, AttributeValue>>) =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, value.N === undefined ? value.S : Number(value.N)]),
  );

/** Strongly consistent. */
export const readClaim = async (table: LedgerTable, previousSub: string): Promise<LedgerRow | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.tableName, Key: claimKey(previousSub), ConsistentRead: true }),
    sendOptions(table),
  );
  return Item === undefined ? undefined : toLedgerRow(Item);
};
