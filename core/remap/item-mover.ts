import { RefusedError } from '../errors.ts';
import { createBatchLane } from '../flow/batch-lane.ts';
import type { Item } from '../owners/attribute-value.ts';
import { keyText } from '../owners/item-key.ts';
import { applyChanges, keyAfter } from '../owners/owner-change.ts';
import { classifyItem } from './classify-item.ts';
import { moveToken } from './move-token.ts';
import { persist } from './persist.ts';
import { readWholeItem } from './read-whole-item.ts';
import { type ItemMove, TableFault } from './table-ports.ts';
import type { ItemOutcome } from './tally.ts';
import { nextVersion } from './to-conditional-write.ts';
import type { WriteJob, WriterSettings } from './write-settings.ts';

export type MoverSettings = WriterSettings & {
  readonly keyAttributes: readonly string[];
  /** The attribute that tells whether the application has written an item meanwhile. */
  readonly lock: string;
  /** Names this table in this pass of this run: there, and only there, equal moves are one move. */
  readonly tokenSeed: () => string;
};

/** An item whose lock changes this often between reading and writing is left to the next pass. */
const maxConditionFailures = 10;

/**
 * Moves items to the primary key that holds the new owner, all their other owners with them: one transaction each, so that
 * there are never two of them and never none. Reads the whole item first, because the whole item is put.
 *
 *     read --> no item: at its new key as planned: changed if it may have been us, else untouched
 *              at its new key, written since, and it may have been us: conflict `changed-meanwhile` · otherwise gone
 *          --> other owners: conflict `changed-meanwhile` · no lock: conflict `no-lock`
 *          --> transaction --> written: changed
 *                          --> condition failed, and both keys have an item: conflict `key-exists`, both stay
 *                          --> condition failed otherwise, or answer lost: read again
 */
export const createItemMover = (settings: MoverSettings): { move(job: WriteJob): Promise<ItemOutcome> } => {
  const { ports, pace, tableName, writeLimit } = settings;

  const moveOne = async (job: WriteJob): Promise<ItemOutcome> => {
    const { key, changes } = job;
    const newKey = keyAfter(key, changes);
    const nowMs = ports.clock.nowMs();
    let answersLost = 0;
    let conditionsFailed = 0;

    const conflict = (code: string): ItemOutcome => ({ kind: 'conflict', code });

    const attempt = async (): Promise<ItemOutcome> => {
      const item = await readWholeItem(settings, key);
      if (item === undefined) {
        const moved = await readWholeItem(settings, newKey);
        if (classifyItem(moved, changes) === 'after') return { kind: answersLost > 0 ? 'changed' : 'untouched' };
        // Only here it may have been us: wherever the item is seen at its old key after an answer was lost, it did not move.
        if (moved === undefined || answersLost === 0) return { kind: 'gone' };
        return { kind: 'conflict', code: 'changed-meanwhile', mayBeWritten: true };
      }
      if (classifyItem(item, changes) !== 'before') return conflict('changed-meanwhile');
      const move = toMove(settings, job, item, nowMs);
      if (move === undefined) return conflict('no-lock');

      const outcome = await send(move);
      if (outcome.kind === 'written') return { kind: 'changed' };
      if (outcome.kind === 'invalid') return conflict('write-refused');
      if (outcome.kind === 'unknown') answersLost += 1;
      if (outcome.kind !== 'condition-failed') throw new TableFault(outcome.kind, outcome.code);

      const isTaken = (await readWholeItem(settings, newKey)) !== undefined;
      if (isTaken && (await readWholeItem(settings, key)) !== undefined) return conflict('key-exists');
      conditionsFailed += 1;
      if (conditionsFailed >= maxConditionFailures) return conflict('changed-meanwhile');
      return await attempt();
    };
    return await persist(ports, pace, attempt);
  };

  const send = async (move: ItemMove) => {
    await writeLimit.acquire(ports.signal);
    try {
      const { outcomes, writeUnits } = await ports.tables.moveItem(tableName, move);
      // A transaction that was cancelled is charged like one that was not, and no response says so.
      writeLimit.charge((writeUnits ?? settings.expectedUnitsPerWrite) - 1);
      return outcomes;
    } catch (error) {
      if (!(error instanceof TableFault)) throw error;
      if (error.kind === 'unsupported') throw withoutTransactions(tableName);
      return { kind: error.kind, code: error.code };
    }
  };

  const lane = createBatchLane<WriteJob, ItemOutcome>({
    keyOf: ({ key }) => keyText(key),
    beforeTaking: () => Promise.resolve(),
    maxInFlight: pace.updatesInFlight,
    maxBatch: 1,
    send: (batch) => Promise.all(batch.map(moveOne)),
  });
  return { move: lane.submit };
};

const toMove = (
  settings: MoverSettings,
  { key, changes }: WriteJob,
  item: Item,
  nowMs: number,
): ItemMove | undefined => {
  const { keyAttributes, lock, dataStore, tokenSeed } = settings;
  const lockValue = item[lock];
  const [keyAttribute] = keyAttributes;
  if (lockValue === undefined || keyAttribute === undefined) return undefined;
  const version = dataStore ? nextVersion(item._version) : undefined;
  const moved = {
    ...applyChanges(item, changes),
    ...(version === undefined ? {} : { _version: version, _lastChangedAt: { N: String(nowMs) } }),
  };
  const move = { from: key, item: moved, keyAttribute, lock: { attribute: lock, value: lockValue } };
  return { ...move, token: moveToken(tokenSeed(), move) };
};

const withoutTransactions = (tableName: string) =>
  new RefusedError(`Items of table "${tableName}" cannot be moved: this endpoint knows no TransactWriteItems.`, {
    code: 'transactions-not-supported',
    hint: 'Run it against DynamoDB itself, or take the owners in the primary key out of the configuration.',
  });
