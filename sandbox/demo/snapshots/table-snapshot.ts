import type { Item } from '../cast/make-items.ts';
import type { Model } from '../cast/models.ts';

export type TableSnapshot = { readonly model: Model; readonly items: readonly Item[] };

export type CallDynamoDb = (operation: string, request: object) => Promise<Record<string, unknown>>;

/** Every item of the table, ordered by id. */
export const takeTableSnapshot = async (
  call: CallDynamoDb,
  model: Model,
  tableName: string,
): Promise<TableSnapshot> => {
  const items: Item[] = [];
  let start: unknown;
  do {
    const page = await call('Scan', {
      TableName: tableName,
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    items.push(...(page.Items as Item[]));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return { model, items: items.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) };
};

export const idOf = (item: Item): string => (item.id !== undefined && 'S' in item.id ? item.id.S : '');
