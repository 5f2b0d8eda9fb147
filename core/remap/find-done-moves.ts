import type { RateLimit } from '../flow/rate-limit.ts';
import { keyFromJson, keyText } from '../owners/item-key.ts';
import { keyAfter } from '../owners/owner-change.ts';
import { classifyItem } from './classify-item.ts';
import type { IntentRecord } from './journal-records.ts';
import { persist } from './persist.ts';
import { readWholeItem } from './read-whole-item.ts';
import type { RemapPace, TableWorkPorts } from './remap-settings.ts';

type MoveReading = {
  readonly ports: TableWorkPorts;
  readonly pace: RemapPace;
  readonly readLimit: RateLimit;
  readonly tableName: string;
};

/**
 * Which of the moves that an interrupted process intended were made. A scan would not tell: an item that moved is no longer
 * where the intent names it.
 */
export const findDoneMoves = async (
  reading: MoveReading,
  openIntents: ReadonlyMap<string, readonly IntentRecord[]>,
): Promise<IntentRecord[]> => {
  const { ports, pace } = reading;
  const done: IntentRecord[] = [];
  for (const [text, intents] of openIntents) {
    for (const intent of intents) {
      const key = keyFromJson(intent.key);
      const newKey = keyAfter(key, intent.changes);
      if (keyText(newKey) === text) continue;
      const isDone = await persist(ports, pace, async () => {
        if ((await readWholeItem(reading, key)) !== undefined) return false;
        return classifyItem(await readWholeItem(reading, newKey), intent.changes) === 'after';
      });
      if (!isDone) continue;
      done.push(intent);
      break;
    }
  }
  return done;
};
