import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { createLedgerTable } from '../support/dynamodb-engines.ts';
import { newYearMs } from '../support/follow-world.ts';
import { newSub, oldSub } from '../support/identity-pairs.ts';
import { createOwnerTable } from '../support/owner-table.ts';
import {
  aroundEach,
  type KillWorld,
  momentsOf,
  type Said,
  startKillWorld,
  type TestItem,
  type Watcher,
} from '../support/remap-kill-world.ts';

/** One table is queried by its index, the other has to be scanned. */
const byIndex = 'Board';
const byScan = 'Todo';
const ledgerName = 'poolferry-ledger';
const users = [0, 1];

let world: KillWorld;

beforeAll(async () => {
  world = await startKillWorld();
  const client = DynamoDBDocumentClient.from(world.client);
  await createLedgerTable(client, ledgerName);
  await createOwnerTable(world.client, byIndex);
  await world.createTable([]);
  const ledger = createLedger({ client, tableName: ledgerName });
  for (const n of users) {
    const who = { previousSub: oldSub(n), loginHash: `hash-${n}` };
    await ledger.claim({ ...who, previousUsername: `user-${n}`, claimedAtMs: newYearMs, claimedBy: 'trigger' });
    // The last one is bound so late that an old token may still be alive.
    const boundAtMs = n === 1 ? Date.now() : newYearMs + 1;
    await ledger.bind({ ...who, newSub: newSub(n), newUsername: newSub(n), boundAtMs });
  }
  await writeFile(
    join(world.directory, 'poolferry.config.json'),
    JSON.stringify({
      target: { userPoolId: 'eu-west-1_target' },
      ledger: { tableName: ledgerName },
      tables: [
        { name: byIndex, owners: [{ path: 'owner' }] },
        { name: byScan, owners: [{ path: 'owner' }, { path: 'editors[]' }] },
      ],
    }),
  );
});
afterAll(() => world.close());

const forms = [oldSub(0), 'user-0', `${oldSub(0)}::user-0`];
const boards = forms.map((owner, n): TestItem => ({ id: { S: `board-${n}` }, owner: { S: owner } }));
const todos: TestItem[] = [
  { id: { S: 'todo-0' }, owner: { S: 'user-1' }, editors: { L: [{ S: oldSub(0) }, { S: 'nobody' }] } },
  { id: { S: 'todo-1' }, owner: { S: 'nobody' }, editors: { L: [] } },
];
const start = async () => {
  await world.forgetRuns();
  await world.put(boards, byIndex);
  await world.put(todos, byScan);
};
const read = async () => ({ ...(await world.readTable(byIndex)), ...(await world.readTable(byScan)) });
const argv = ['remap', '--follow', '--once', '--without-pitr'];
const follow = (watch?: Watcher) => world.run(argv, watch === undefined ? {} : { watch });

/** A process that died after its round was noted is followed by another round, which finds nothing more. */
const totalsOf = (said: Said | undefined) => {
  const { rounds, ...others } = said?.document.totals ?? { rounds: 0 };
  return { others, isOneOf: rounds === 1 || rounds === 2 };
};

describe('the command line killed while it follows', () => {
  it('continues to the same end with the same totals, whichever request it died at', async () => {
    await start();
    const before = await read();
    const undisturbed = await follow();
    const end = await read();
    const { write: writes, read: reads } = world.calls;
    expect(undisturbed?.exitCode, undisturbed?.stderr).toBe(0);
    expect(end).not.toEqual(before);
    expect(totalsOf(undisturbed).others).toMatchObject({ followed: 2, settled: 1 });
    expect(writes).toBe(boards.length + 1);

    const points = [...momentsOf('write', writes), ...momentsOf('read', reads)];
    let killed = 0;
    for (const point of points) {
      await start();

      const first = await world.killAt(point, follow);
      const resumed = first ?? (await follow());
      if (first === undefined && point.kind === 'write') killed += 1;

      const where = `${point.when} ${point.kind} ${point.nth} of ${writes} writes and ${reads} reads`;
      expect(resumed?.exitCode, `${where}\n${resumed?.stderr}`).toBe(0);
      expect(totalsOf(resumed), where).toEqual(totalsOf(undisturbed));
      expect(await read(), where).toEqual(end);
    }
    expect(killed).toBe(2 * writes);
    process.stdout.write(
      `follow killed at ${points.length} points: around each of ${writes} writes and ${reads} reads\n`,
    );
  });

  it('continues to the same end with the same totals, at whichever of its own writes to files it died', async () => {
    await start();
    const undisturbed = await follow();
    const end = await read();
    await start();
    const writes = await world.countWrites((environment) => world.run(argv, { environment }));
    expect(writes).toBeGreaterThan(8);

    let killed = 0;
    for (const point of aroundEach(writes)) {
      await start();
      const first = await world.run(argv, { environment: { DIE_AT_WRITE: point } });
      if (first === undefined) killed += 1;
      const resumed = first ?? (await follow());

      expect(resumed?.exitCode, `${point} of ${writes}\n${resumed?.stderr}`).toBe(0);
      expect(totalsOf(resumed), point).toEqual(totalsOf(undisturbed));
      expect(await read(), point).toEqual(end);
    }
    // What goes on side by side may share a write, so that one run has fewer of them than another.
    expect(killed).toBeGreaterThan(1.5 * writes);
    process.stdout.write(`follow killed at ${killed} points: around each of ${writes} writes to files\n`);
  });
});
