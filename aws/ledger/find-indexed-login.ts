import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { PoolferryError } from '../../core/errors.ts';
import type { IndexedLogin } from '../../core/migrate-user/find-match.ts';
import { type LedgerTable, loginKey, sendOptions } from './ledger-table.ts';

/** One read of the login index. It may lag a refresh of the index by a moment. */
export const findIndexedLogin = async (table: LedgerTable, loginHash: string): Promise<IndexedLogin | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.tableName, Key: loginKey(loginHash) }),
    sendOptions(table),
  );
  if (Item === undefined) return undefined;
  const { ambiguous, previousSub, previousUsername, verified } = Item;
  if (ambiguous === true) return { ambiguous };
  if (typeof previousSub === 'string' && typeof previousUsername === 'string' && typeof verified === 'boolean') {
    return { ambiguous: false, previousSub, previousUsername, verified };
  }
  throw new PoolferryError('A row of the login index cannot be read.', {
    code: 'login-index-unreadable',
    hint: 'Build it anew: poolferry index --execute',
  });
};
