import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSub, oldSub } from '../support/identity-pairs.ts';
import { type KillWorld, startKillWorld, type TestItem } from '../support/remap-kill-world.ts';

const itemCount = 60;

let world: KillWorld;

beforeAll(async () => {
  world = await startKillWorld();
});
afterAll(() => world.close());

const idOf = (n: number) => `item-${String(n).padStart(3, '0')}`;
const toItem = (n: number): TestItem => ({
  id: { S: idOf(n) },
  owner: { S: oldSub(n % 4) },
  editors: { L: [{ S: `user-${n % 4}` }, { S: 'nobody' }] },
  touched: { N: '0' },
  padding: { S: 'x'.repeat(50_000) },
});

/** Writes to every third item, over and over, until it is told to stop. Tells how often, and which owner it wrote last. */
const startApplication = () => {
  const written = new Map<string, { touched: number; owner: string | undefined }>();
  let isStopped = false;
  const write = async (turn: number) => {
    const id = idOf((turn * 3) % itemCount);
    const last = written.get(id) ?? { touched: 0, owner: undefined };
    // Every other time it takes the item over as well.
    const owner = turn % 2 === 0 ? `application ${turn}` : undefined;
    await world.client.send(
      new UpdateItemCommand({
        TableName: 'Todo',
        Key: { id: { S: id } },
        UpdateExpression: `ADD touched :one${owner === undefined ? '' : ' SET #o = :owner'}`,
        ...(owner === undefined ? {} : { ExpressionAttributeNames: { '#o': 'owner' } }),
        ExpressionAttributeValues: { ':one': { N: '1' }, ...(owner === undefined ? {} : { ':owner': { S: owner } }) },
      }),
    );
    written.set(id, { touched: last.touched + 1, owner: owner ?? last.owner });
  };
  const running = (async () => {
    for (let turn = 0; !isStopped; turn += 1) await write(turn);
  })();
  return {
    async stop() {
      isStopped = true;
      await running;
      return written;
    },
  };
};

const operators = ['.operator-a', '.operator-b'] as const;

describe('two operators at once, on one table the application writes to all the time', () => {
  it('lose no update of it, and between them rewrite each item once', async () => {
    await world.createTable(Array.from({ length: itemCount }, (_, n) => toItem(n)));
    const application = startApplication();

    const said = await Promise.all(operators.map((stateDirectory) => world.remap({ stateDirectory })));
    const written = await application.stop();

    for (const each of said) expect(each?.exitCode, each?.stderr).toBe(0);
    const table = await world.readTable();
    expect(Object.keys(table)).toHaveLength(itemCount);
    expect(written.size).toBeGreaterThan(10);
    for (let n = 0; n < itemCount; n += 1) {
      const { owner, editors, touched } = table[idOf(n)] as TestItem;
      const application = written.get(idOf(n));
      expect(owner, idOf(n)).toEqual({ S: application?.owner ?? newSub(n % 4) });
      expect(editors, idOf(n)).toEqual({ L: [{ S: newSub(n % 4) }, { S: 'nobody' }] });
      expect(touched, idOf(n)).toEqual({ N: String(application?.touched ?? 0) });
    }
    const changed = said.flatMap((each) => changesOf(each?.document.tables));
    expect(changed.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(itemCount);
  });

  it('lose none when both take it back at once either', async () => {
    await Promise.all(operators.map((stateDirectory) => world.forgetRuns(stateDirectory)));
    await world.createTable(Array.from({ length: itemCount }, (_, n) => toItem(n)));
    const before = await world.readTable();
    const remapped = await Promise.all(operators.map((stateDirectory) => world.remap({ stateDirectory })));

    const undone = await Promise.all(
      operators.map((stateDirectory, n) => world.run(['undo', remapped[n]?.document.run ?? ''], { stateDirectory })),
    );

    // What the other one wrote, and has perhaps not taken back yet when this one reads it, is none of its own.
    for (const each of undone) expect([0, 3], each?.stderr).toContain(each?.exitCode);
    expect(await world.readTable()).toEqual(before);
  });
});

const changesOf = (tables: unknown): number[] =>
  (tables as { readonly passes: readonly { readonly changed: number }[] }[]).flatMap(({ passes }) =>
    passes.map(({ changed }) => changed),
  );
