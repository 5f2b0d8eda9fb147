import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { recordGroups } from '../../aws/ledger/record-groups.ts';
import {
  createLedgerTable,
  type DynamoDbEngine,
  dynamoDbEngines,
  startDynamoDbEngine,
} from '../support/dynamodb-engines.ts';

describe.each(dynamoDbEngines)('what is kept of groups in $name', (engine) => {
  let started: DynamoDbEngine;
  const table = () => ({ client: started.client, tableName: 'ledger' });
  beforeAll(async () => {
    started = await startDynamoDbEngine(engine);
    await createLedgerTable(started.client, 'ledger');
  });
  afterAll(() => started.close());

  const claimed = { loginHash: 'hash', groups: ['a', 'b'], claimedBy: 'trigger', claimedAtMs: 1 } as const;
  const bound = async (previousSub: string) => {
    const ledger = createLedger(table());
    await ledger.claim({ previousSub, ...claimed });
    await ledger.bind({ previousSub, loginHash: 'hash', newSub: 'new', newUsername: 'ada', boundAtMs: 2 });
    return {
      record: (pending: readonly string[], atMs: number, newSub = 'new') =>
        recordGroups(table(), { previousSub, newSub, pending, atMs }),
      find: () => ledger.find(previousSub),
    };
  };

  it('is what is still to do, until nothing is', async () => {
    const { record, find } = await bound('one');

    await record(['b'], 3);
    expect(await find()).toMatchObject({ groups: ['a', 'b'], groupsReplayedAtMs: 3, pendingGroups: ['b'] });
    await record([], 4);
    expect(await find()).toMatchObject({ groupsReplayedAtMs: 4 });
    expect(await find()).not.toHaveProperty('pendingGroups');
  });

  it('stays done when a sign-in at the same moment got less far', async () => {
    const { record, find } = await bound('two');
    await record([], 3);

    await record(['a', 'b'], 4);

    expect(await find()).toMatchObject({ groupsReplayedAtMs: 3 });
    expect(await find()).not.toHaveProperty('pendingGroups');
  });

  it('is nothing for a user to whom the row is not bound', async () => {
    const { record, find } = await bound('three');
    await createLedger(table()).claim({ previousSub: 'four', ...claimed });

    await record([], 3, 'somebody-else');
    await recordGroups(table(), { previousSub: 'four', newSub: 'new', pending: [], atMs: 3 });

    expect(await find()).not.toHaveProperty('groupsReplayedAtMs');
    expect(await createLedger(table()).find('four')).not.toHaveProperty('groupsReplayedAtMs');
  });
});
