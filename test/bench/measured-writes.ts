import { BatchExecuteStatementCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { createItemWriter } from '../../core/remap/item-writer.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import { newSub, oldSub } from '../support/identity-pairs.ts';
import type { Measurement } from './bench-row.ts';
import { leastCpuSecondsOf } from './cpu-seconds.ts';
import { type NullTable, withNullTable } from './null-table.ts';

const UPDATES = 50_000;
/** A thousandth of a second each, so enough to know what one costs. */
const SINGLE_UPDATES = 2_000;
const inFlight = 8;

const idOf = (n: number) => ({ S: `item-${String(n).padStart(24, '0')}` });

/** Works through numbers with so many calls under way, and nothing more. */
const loop = async (count: number, step: number, call: (from: number) => Promise<unknown>) => {
  let next = 0;
  const carry = async () => {
    while (next < count) {
      const from = next;
      next += step;
      await call(from);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, carry));
};

const writeBareBatches = ({ client }: NullTable) =>
  loop(UPDATES, 25, (from) =>
    client.send(
      new BatchExecuteStatementCommand({
        Statements: Array.from({ length: 25 }, (_, n) => ({
          Statement: 'UPDATE "Null" SET "owner"=? WHERE "id"=? AND "owner"=?',
          Parameters: [{ S: newSub(n) }, idOf(from + n), { S: oldSub(n) }],
        })),
        ReturnConsumedCapacity: 'TOTAL',
      }),
    ),
  );

const writeOneAtATime = ({ client }: NullTable) =>
  loop(SINGLE_UPDATES, 1, (n) =>
    client.send(
      new UpdateItemCommand({
        TableName: 'Null',
        Key: { id: idOf(n) },
        UpdateExpression: 'SET #o = :new',
        ConditionExpression: '#o = :old',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':new': { S: newSub(n) }, ':old': { S: oldSub(n) } },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    ),
  );

const writeOwners = async ({ table, ports }: NullTable) => {
  const limit = ports.createWriteLimit();
  const writer = createItemWriter({
    ports,
    pace: defaultPace,
    tableName: table.facts.name,
    attributes: ['id', 'owner'],
    dataStore: false,
    expectedUnitsPerWrite: 1,
    readLimit: limit,
    writeLimit: limit,
  });
  // A page at a time, as segments hand them in.
  for (let from = 0; from < UPDATES; from += 1_000) {
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) => {
        const [from_, to] = [{ S: oldSub(n) }, { S: newSub(n) }];
        const key = { id: idOf(from + n) };
        const change = { path: 'owner', at: ['owner'] as const, from: from_, to, forms: ['sub'] as const };
        return writer.write({ key, item: { ...key, owner: from_ }, changes: [change] });
      }),
    );
    if (outcomes.some(({ kind }) => kind !== 'changed')) throw new Error('A write was not made.');
  }
};

/** Owners a second of processor time that a remap writes, and the same of a bare loop of SDK calls. */
export const measureWrites = (reference: 'batches' | 'single'): Promise<Measurement> =>
  withNullTable({ pages: 1 }, async (nullTable) => {
    const writeReference = reference === 'batches' ? writeBareBatches : writeOneAtATime;
    const referenceUpdates = reference === 'batches' ? UPDATES : SINGLE_UPDATES;
    // The first calls load and compile.
    await writeReference(nullTable);
    await writeOwners(nullTable);
    const [referenceS, ownS] = await leastCpuSecondsOf(
      () => writeReference(nullTable),
      () => writeOwners(nullTable),
    );
    return {
      figure: UPDATES / ownS,
      reference: referenceUpdates / referenceS,
      notes: { usPerUpdate: (ownS / UPDATES) * 1e6, referenceUs: (referenceS / referenceUpdates) * 1e6 },
    };
  });
