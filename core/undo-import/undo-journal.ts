import type { Journal } from '../journal/run-store.ts';

/**
 * What an undo writes down of every user: `deleting` before the request that deletes them, `outcome` when the user is gone
 * and the ledger took note. Who has an intent without an outcome may be gone already.
 */
export type UndoRecord =
  | { readonly type: 'deleting'; readonly newSub: string; readonly wasUsed: boolean }
  | ({ readonly type: 'outcome' } & UndoOutcome);

export type UndoOutcome = {
  /** Of the import: the source sub, or the key of a plain CSV's row. */
  readonly sub: string;
  readonly newSub: string;
  readonly outcome: 'deleted' | 'already-gone' | 'kept';
  /** For whom was deleted: whether anything showed that the user had been used. */
  readonly wasUsed?: boolean;
  /** For whom was deleted, where there is a ledger: whether they can be claimed again, or the ledger says something else. */
  readonly claim?: 'open' | 'other';
};

export type UndoProgress = {
  /** Whether the user had been used, by the sub in the target. */
  readonly intended: ReadonlyMap<string, boolean>;
  /** By the sub in the target. */
  readonly outcomes: ReadonlyMap<string, UndoOutcome>;
};

export type UndoLog = { readonly progress: UndoProgress; append(record: UndoRecord): Promise<void> };

export const undoJournalName = 'undo';

export const openUndoLog = async (journal: Journal): Promise<UndoLog> => {
  const intended = new Map<string, boolean>();
  const outcomes = new Map<string, UndoOutcome>();
  const apply = (record: UndoRecord) => {
    if (record.type === 'deleting') {
      intended.set(record.newSub, record.wasUsed);
      return;
    }
    const { type: _, ...outcome } = record;
    outcomes.set(record.newSub, outcome);
  };
  for await (const record of journal.read()) apply(record as UndoRecord);
  return {
    progress: { intended, outcomes },
    async append(record) {
      await journal.append([record]);
      apply(record);
    },
  };
};
