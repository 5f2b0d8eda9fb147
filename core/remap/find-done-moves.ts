import type { RateLimit } from '../flow/rate-limit.ts';
import { keyFromJson, keyText } from '../owners/item-key.ts';
import { keyAfter } from '../owners/owner-change.ts';
import { classifyItem } from './classify-item.ts';
import type { IntentRecord } from './journal-records.ts';
import { digestOfLock } from './lock-digest.ts';
import { persist } from './persist.ts';
import { readWholeItem } from './read-whole-item.ts';
import type { RemapPace, TableWorkPorts } from './remap-settings.ts';

type MoveReading = {
  readonly ports: TableWorkPorts;
  readonly pace: RemapPace;
  readonly readLimit: RateLimit;
  readonly tableName: string;
  readonly lock: string | undefined;
};

/** `isProven`: the item has the lock it was moved with, so that nobody else can have made it. */
export type DoneMove = { readonly intent: IntentRecord; readonly isProven: boolean };

/**
 * Which of the moves that an interrupted process intended were made. A scan would not tell: an item that moved is no longer
 * where the intent names it.
 */
export const findDoneMoves = async (
  reading: MoveReading,
  openIntents: ReadonlyMap<string, readonly IntentRecord[]>,
): Promise<DoneMove[]> => {
  const { ports, pace, lock } = reading;
  const done: DoneMove[] = [];
  for (const [text, intents] of openIntents) {
    for (const intent of intents) {
      const key = keyFromJson(intent.key);
      const newKey = keyAfter(key, intent.changes);
      if (keyText(newKey) === text) continue;
      const found = await persist(ports, pace, async () => {
        if ((await readWholeItem(reading, key)) !== undefined) return undefined;
        const item = await readWholeItem(reading, newKey);
        return classifyItem(item, intent.changes) === 'after' ? item : undefined;
      });
      if (found === undefined) continue;
      const value = lock === undefined ? undefined : found[lock];
      const digest = value === undefined ? undefined : digestOfLock(value);
      const isProven = digest !== undefined && intents.some((each) => each.lock === digest);
      done.push({ intent, isProven });
      break;
    }
  }
  return done;
};
