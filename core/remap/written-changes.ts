import type { Item } from '../owners/attribute-value.ts';
import { keyFromJson, keyText } from '../owners/item-key.ts';
import { keyAfter } from '../owners/owner-change.ts';
import type { OwnerChange } from '../owners/plan-item.ts';
import { type IntentRecord, parseJournalRecord } from './journal-records.ts';

/** What a run wrote to one item, or may have written when it was killed: each place once, as it was written last. */
export type WrittenItem = {
  readonly key: Item;
  readonly changes: readonly OwnerChange[];
  /** Some of it has no outcome on record: the process ended between the intent and the outcome. */
  readonly isUnsettled: boolean;
};

type Intent = Pick<IntentRecord, 'pass' | 'page' | 'changes'> & { isSettled: boolean };

/** The same by the key that an item has since: the one it had, unless the run has moved it. */
export const byKeySince = (written: ReadonlyMap<string, WrittenItem>): Map<string, WrittenItem> =>
  new Map(
    [...written.values()].map((item) => {
      const key = keyAfter(item.key, item.changes);
      return [keyText(key), { ...item, key }];
    }),
  );

/** Keys under which a run has put the items that it moved, of one segment's journal. */
export const movedKeys = (written: ReadonlyMap<string, WrittenItem>): string[] =>
  [...byKeySince(written).keys()].filter((text) => !written.has(text));

/**
 * Reads one segment's journal, and answers what has to be taken back, by key text. An intent whose outcome says that
 * nothing was written does not count. One without an outcome, or with one in doubt, does: whether it was carried out only
 * the item can tell.
 */
export const readWrittenChanges = async (records: AsyncIterable<unknown>): Promise<Map<string, WrittenItem>> => {
  const intentsByKey = new Map<string, { readonly key: Item; intents: Intent[] }>();
  for await (const raw of records) {
    const record = parseJournalRecord(raw);
    const key = keyFromJson(record.key);
    const text = keyText(key);
    const known = intentsByKey.get(text) ?? { key, intents: [] };
    intentsByKey.set(text, known);
    if (record.kind === 'intent') {
      const { pass, page, changes } = record;
      known.intents.push({ pass, page, changes, isSettled: false });
      continue;
    }
    // Whoever wrote an outcome wrote the last intent before it.
    const settled = known.intents.findLast(({ pass, page }) => pass === record.pass && page === record.page);
    if (settled === undefined) continue;
    if (record.outcome === 'changed') settled.isSettled = true;
    else if (!record.mayBeWritten) known.intents = known.intents.filter((intent) => intent !== settled);
  }
  const written = new Map<string, WrittenItem>();
  for (const [text, { key, intents }] of intentsByKey) {
    if (intents.length > 0) written.set(text, { key, ...lastOfEachPlace(intents) });
  }
  return written;
};

/** The last write of a place is the one to take back: what it found there is what was there before us, or the application's. */
const lastOfEachPlace = (intents: readonly Intent[]): Omit<WrittenItem, 'key'> => {
  const byPlace = new Map<string, { readonly change: OwnerChange; readonly isSettled: boolean }>();
  for (const { changes, isSettled } of intents) {
    for (const change of changes) {
      // Of a map, every key is a place of its own.
      const place = JSON.stringify(change.place === 'key' ? [change.at, change.from] : [change.at]);
      const earlier = byPlace.get(place);
      // A process that died and the one after it meant the same write.
      const isSame = earlier !== undefined && isSameWrite(earlier.change, change);
      byPlace.set(place, { change, isSettled: isSettled || (isSame && earlier.isSettled) });
    }
  }
  const last = [...byPlace.values()];
  return { changes: last.map(({ change }) => change), isUnsettled: last.some(({ isSettled }) => !isSettled) };
};

const isSameWrite = (one: OwnerChange, other: OwnerChange) =>
  JSON.stringify([one.from, one.to]) === JSON.stringify([other.from, other.to]);
