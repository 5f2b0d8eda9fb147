import type { Sandbox } from '../../sandbox.ts';
import type { World } from '../world.ts';
import { waitUntilActive } from './app-tables.ts';

/** What the stack creates besides its functions: the ledger's table, and the key that hashes sign-in names. */
export const createLedger = async (sandbox: Sandbox, { ledgerTableName, seed }: World): Promise<void> => {
  await sandbox.callDynamoDb('CreateTable', {
    TableName: ledgerTableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await waitUntilActive(sandbox.callDynamoDb, ledgerTableName);
  sandbox.secrets.create(
    `poolferry/${ledgerTableName}/name-hash-key`,
    `name-hash-key-of-a-demo-and-of-nothing-else-${seed}`,
  );
};
