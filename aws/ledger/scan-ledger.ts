import { ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import type { ClaimFilter, LedgerPage } from '../../core/ledger/read-ledger.ts';
import { toLedgerRow } from './ledger-item.ts';
import { claimPrefix, type LedgerTable, loginPrefix, sendOptions } from './ledger-table.ts';

/** A page of the claims that the filter lets pass, which may be none of them: only a missing `nextKey` ends the table. */
export const scanClaims = async (
  table: LedgerTable,
  filter: ClaimFilter,
  startKey: unknown,
): Promise<LedgerPage<LedgerRow>> => {
  const { items, ...page } = await scan(table, startKey, conditionOf(filter));
  return { rows: items.map(toLedgerRow), ...page };
};

/** A page of the sign-in names, as hashes, that the login index leads to this user. */
export const scanNamesOf = async (
  table: LedgerTable,
  previousSub: string,
  startKey: unknown,
): Promise<LedgerPage<string>> => {
  const { items, ...page } = await scan(table, startKey, {
    FilterExpression: 'begins_with(pk, :prefix) AND previousSub = :previousSub',
    ExpressionAttributeValues: { ':prefix': loginPrefix, ':previousSub': previousSub },
    ProjectionExpression: 'pk',
  });
  return { rows: items.map(({ pk }) => String(pk).slice(loginPrefix.length)), ...page };
};

const conditionOf = (filter: ClaimFilter): Partial<ScanCommandInput> => {
  const claims = 'begins_with(pk, :prefix)';
  switch (filter.by) {
    case 'all':
      return { FilterExpression: claims, ExpressionAttributeValues: { ':prefix': claimPrefix } };
    case 'forgotten':
      return {
        FilterExpression: `${claims} AND #state = :state`,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':prefix': claimPrefix, ':state': 'forgotten' },
      };
    case 'login':
      return {
        FilterExpression: `${claims} AND loginHash = :loginHash`,
        ExpressionAttributeValues: { ':prefix': claimPrefix, ':loginHash': filter.loginHash },
      };
    case 'username':
      return {
        FilterExpression: `${claims} AND (previousUsername = :username OR newUsername = :username)`,
        ExpressionAttributeValues: { ':prefix': claimPrefix, ':username': filter.username },
      };
  }
};

const scan = async (table: LedgerTable, startKey: unknown, condition: Partial<ScanCommandInput>) => {
  const { Items, LastEvaluatedKey, ConsumedCapacity } = await table.client.send(
    new ScanCommand({
      TableName: table.tableName,
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL',
      ...condition,
      ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey as Record<string, unknown> }),
    }),
    sendOptions(table),
  );
  return {
    items: Items ?? [],
    readUnits: ConsumedCapacity?.CapacityUnits ?? 1,
    ...(LastEvaluatedKey === undefined ? {} : { nextKey: LastEvaluatedKey }),
  };
};
