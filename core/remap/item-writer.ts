import { createBatchLane, sendAgain } from '../flow/batch-lane.ts';
import type { Item } from '../owners/attribute-value.ts';
import { keyText } from '../owners/item-key.ts';
import { classifyItem } from './classify-item.ts';
import { explainFault } from './persist.ts';
import { readItem } from './read-item.ts';
import {
  type ConditionalWrite,
  maxStatementsPerBatch,
  TableFault,
  type WriteAnswer,
  type WriteOutcome,
} from './table-ports.ts';
import type { ItemOutcome } from './tally.ts';
import { isSingleAssignment, toConditionalWrite } from './to-conditional-write.ts';
import type { ItemWriter, WriteJob, WriterSettings } from './write-settings.ts';

/** A job on its way. */
type Attempt = {
  readonly key: Item;
  readonly changes: WriteJob['changes'];
  item: Item;
  write: ConditionalWrite;
  /** After the first one, finding the new value means that it was us. */
  answersLost: number;
  conditionsFailed: number;
};

/** The answer for a statement that its item has to be updated by itself. */
const alone = Symbol('alone');

/** An item whose condition fails this often although it reads as planned is left to the next pass. */
const maxConditionFailures = 10;

/**
 * Writes owners, each only over the value it was planned from:
 *
 *     statements (batches of 25) --does not fit, or refused as a whole--> single updates
 *         |                                                                  |
 *         +-- written ------------------------------------------------------ +--> changed
 *         +-- throttled: again, after a pause that grows ------------------- +
 *         +-- answer lost: after such a pause, read the item again --------- +
 *         +-- condition failed: read the item again ------------------------ +
 *                 still as planned: again · new value: changed if it may have been us, else untouched
 *                 other value: conflict `changed-meanwhile`, the application wins · no item: gone, never created
 */
export const createItemWriter = (settings: WriterSettings): ItemWriter => {
  const { ports, pace, tableName, writeLimit } = settings;
  let isWithoutStatements = false;
  let unitsPerWrite = settings.expectedUnitsPerWrite;
  let refusedInARow = 0;

  const toWrite = (key: Item, item: Item, changes: WriteJob['changes']) =>
    toConditionalWrite(key, item, changes, settings.dataStore ? { nowMs: ports.clock.nowMs() } : undefined);

  /** Load and outages are both met by waiting, longer and longer until something gets through. */
  const pauseAfter = async (outcomes: readonly WriteOutcome[]) => {
    const refused = outcomes.filter(({ kind }) => kind === 'throttled').length;
    // Where most of a batch went in, the rate is nearly right.
    if (refused > 0) writeLimit.slowDown(refused < outcomes.length / 2 ? 0.9 : 0.5);
    const refusal = outcomes.find(({ kind }) => kind === 'throttled' || kind === 'unknown');
    if (refusal === undefined) {
      refusedInARow = 0;
      return;
    }
    // What got through beside it shows that the table takes some: the pause need not grow.
    refusedInARow = outcomes.some(({ kind }) => kind === 'written') ? 1 : refusedInARow + 1;
    ports.onNote(refusal.kind === 'unknown' ? refusal.code : 'throttled');
    const ceilingMs = Math.min(pace.maxDelayMs, pace.baseDelayMs * 2 ** Math.min(refusedInARow, 30));
    await ports.clock.sleep(Math.ceil(ports.random() * ceilingMs), ports.signal);
  };

  /** Sends, and settles what it cost with the rate limit. One unit was paid for by waiting for it. */
  const send = async <Outcomes>(
    writes: number,
    call: () => Promise<WriteAnswer<Outcomes>>,
    outcomesOf: (outcomes: Outcomes) => readonly WriteOutcome[],
  ): Promise<readonly WriteOutcome[] | TableFault> => {
    const expected = writes * unitsPerWrite;
    writeLimit.charge(expected - 1);
    try {
      const answer = await call();
      const outcomes = outcomesOf(answer.outcomes);
      const written = outcomes.filter((outcome) => outcome.kind === 'written').length;
      // A failed condition is charged by the size of the item, and no response says so: taken for as dear as a write.
      const failed = outcomes.filter((outcome) => outcome.kind === 'condition-failed').length;
      const writtenUnits = answer.writeUnits ?? written * unitsPerWrite;
      if (written > 0 && answer.writeUnits !== undefined) unitsPerWrite = writtenUnits / written;
      writeLimit.charge(writtenUnits + failed * unitsPerWrite - expected);
      return outcomes;
    } catch (error) {
      if (!(error instanceof TableFault)) throw error;
      // Nothing tells what a lost answer cost; of what was refused, only the call itself is taken as paid.
      if (error.kind !== 'unknown') writeLimit.charge(1 - expected);
      return error;
    }
  };

  const settle = async (attempt: Attempt, outcome: WriteOutcome): Promise<ItemOutcome | typeof sendAgain> => {
    if (outcome.kind === 'written') return { kind: 'changed' };
    if (outcome.kind === 'throttled') return sendAgain;
    if (outcome.kind === 'invalid') return toConflict(attempt, 'write-refused');
    if (outcome.kind === 'unknown') {
      attempt.answersLost += 1;
      if (attempt.answersLost >= pace.maxAttempts) throw explainFault(outcome);
    } else attempt.conditionsFailed += 1;

    const told = outcome.kind === 'condition-failed' ? outcome.item : undefined;
    const item = told ?? (await readItem(settings, attempt.key));
    const state = classifyItem(item, attempt.changes);
    if (state === 'gone' || item === undefined) return { kind: 'gone' };
    if (state === 'after') return { kind: attempt.answersLost > 0 ? 'changed' : 'untouched' };
    if (state === 'changed' || attempt.conditionsFailed >= maxConditionFailures) {
      return toConflict(attempt, 'changed-meanwhile');
    }
    attempt.item = item;
    attempt.write = toWrite(attempt.key, item, attempt.changes);
    return sendAgain;
  };

  const lanes = {
    keyOf: (attempt: Attempt) => keyText(attempt.key),
    beforeTaking: () => writeLimit.acquire(ports.signal),
  };

  const updates = createBatchLane<Attempt, ItemOutcome>({
    ...lanes,
    maxInFlight: pace.updatesInFlight,
    maxBatch: 1,
    async send(batch) {
      const [attempt] = batch as readonly [Attempt];
      const sent = await send(
        1,
        () => ports.tables.updateItem(tableName, attempt.write),
        (outcome) => [outcome],
      );
      const outcome = sent instanceof TableFault ? toOutcome(sent) : (sent[0] as WriteOutcome);
      await pauseAfter([outcome]);
      return [await settle(attempt, outcome)];
    },
  });

  const statements = createBatchLane<Attempt, ItemOutcome>({
    ...lanes,
    maxInFlight: pace.batchesInFlight,
    maxBatch: maxStatementsPerBatch,
    async send(batch) {
      if (isWithoutStatements) return batch.map((attempt) => updates.submit(attempt));
      const sent = await send(
        batch.length,
        () =>
          ports.tables.runStatements(
            tableName,
            batch.map((attempt) => attempt.write),
          ),
        (outcomes) => outcomes,
      );
      if (sent instanceof TableFault && (sent.kind === 'unsupported' || sent.kind === 'invalid')) {
        // Refused as a whole, so one of them is bad: alone, each gets its own answer.
        if (sent.kind === 'unsupported') isWithoutStatements = true;
        return batch.map((attempt) => updates.submit(attempt));
      }
      const outcomes = sent instanceof TableFault ? batch.map(() => toOutcome(sent)) : sent;
      await pauseAfter(outcomes);
      const answers = await Promise.all(
        batch.map((attempt, position) => {
          const outcome = outcomes[position] ?? { kind: 'unknown', code: 'NoAnswer' };
          return outcome.kind === 'invalid' ? alone : settle(attempt, outcome);
        }),
      );
      // Handed on only now: had settling failed, nobody would be there to hear what becomes of these.
      return answers.map((answer, position) =>
        answer === alone ? updates.submit(batch[position] as Attempt) : answer,
      );
    },
  });

  return {
    get isWithoutStatements() {
      return isWithoutStatements;
    },
    write({ key, changes, item }) {
      const write = toWrite(key, item, changes);
      const attempt: Attempt = { key, changes, item, write, answersLost: 0, conditionsFailed: 0 };
      return !isWithoutStatements && isSingleAssignment(write) ? statements.submit(attempt) : updates.submit(attempt);
    },
  };
};

const toConflict = ({ answersLost }: Attempt, code: string): ItemOutcome => ({
  kind: 'conflict',
  code,
  ...(answersLost > 0 ? { mayBeWritten: true } : {}),
});

const toOutcome = (fault: TableFault): WriteOutcome =>
  fault.kind === 'unsupported' ? { kind: 'invalid', code: fault.code } : { kind: fault.kind, code: fault.code };
