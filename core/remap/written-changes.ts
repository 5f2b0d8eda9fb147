import type { Item } from '../owners/attribute-value.ts';
import { keyFromJson, keyText } from '../owners/item-key.ts';
import type { OwnerForm } from '../owners/owner-form.ts';
import type { OwnerChange } from '../owners/plan-item.ts';
import { type IntentRecord, parseJournalRecord } from './journal-records.ts';

/** What a run wrote to one item, or may have written when it was killed: each place once, as it was written last. */
export type WrittenItem = {
  readonly key: Item;
  readonly changes: readonly OwnerChange[];
  /** Some of it has no outcome on record: the process ended between the intent and the outcome. */
  readonly isUnsettled: boolean;
  /** Where its primary key is among the changes. */
  readonly move?: WrittenMove;
};

/** What a run has done to move an item to another primary key. */
export type WrittenMove = {
  /** The last pass of which an outcome says that it was made. */
  readonly madeInPass?: number;
  /** An outcome says that it may have been: the answer was lost. */
  readonly mayBeMade: boolean;
  /** The last one in which it was tried. */
  readonly pass: number;
  /** Digests of the locks that it may have been made with. */
  readonly locks: readonly { readonly pass: number; readonly digest: string }[];
};

type Intent = Pick<IntentRecord, 'pass' | 'page' | 'changes' | 'lock'> & {
  isSettled: boolean;
  mayBeWritten: boolean;
};

/** Names the place that a change writes. Of a map, every key is a place of its own. */
export const placeOfChange = ({ at, to, place }: OwnerChange): string =>
  JSON.stringify(place === 'key' ? [at, to] : [at]);

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
      const { pass, page, changes, lock } = record;
      known.intents.push({ pass, page, changes, lock, isSettled: false, mayBeWritten: false });
      continue;
    }
    // Whoever wrote an outcome wrote the last intent before it.
    const settled = known.intents.findLast(({ pass, page }) => pass === record.pass && page === record.page);
    if (settled === undefined) continue;
    if (record.outcome === 'changed') settled.isSettled = true;
    else if (record.mayBeWritten) settled.mayBeWritten = true;
    else known.intents = known.intents.filter((intent) => intent !== settled);
  }
  const written = new Map<string, WrittenItem>();
  for (const [text, { key, intents }] of intentsByKey) {
    if (intents.length > 0) written.set(text, { key, ...lastOfEachPlace(intents), ...moveOf(key, intents) });
  }
  return written;
};

const moveOf = (key: Item, intents: readonly Intent[]): { readonly move?: WrittenMove } => {
  const moves = intents.filter(({ changes }) => changes.some(({ at }) => Object.hasOwn(key, at[0])));
  if (moves.length === 0) return {};
  const made = moves.filter(({ isSettled }) => isSettled);
  const move = {
    ...(made.length === 0 ? {} : { madeInPass: Math.max(...made.map(({ pass }) => pass)) }),
    mayBeMade: moves.some(({ mayBeWritten }) => mayBeWritten),
    pass: Math.max(...moves.map(({ pass }) => pass)),
    locks: moves.flatMap(({ pass, lock }) => (lock === undefined ? [] : [{ pass, digest: lock }])),
  };
  return { move };
};

/** The last write of a place is the one to take back: what it found there is what was there before us, or the application's. */
const lastOfEachPlace = (intents: readonly Intent[]): Omit<WrittenItem, 'key'> => {
  const byPlace = new Map<string, { readonly change: OwnerChange; readonly isSettled: boolean }>();
  for (const { changes, isSettled } of intents) {
    for (const change of changes) {
      const place = placeOfChange(change);
      const earlier = byPlace.get(place);
      const whole = withEarlierMembers(change, earlier?.change);
      // A process that died and the one after it meant the same write.
      const isSame = earlier !== undefined && isSameWrite(earlier.change, whole);
      byPlace.set(place, { change: whole, isSettled: isSettled || (isSame && earlier.isSettled) });
    }
  }
  const last = [...byPlace.values()];
  return { changes: last.map(({ change }) => change), isUnsettled: last.some(({ isSettled }) => !isSettled) };
};

/**
 * A set is written as a whole, but belongs to many: members that an earlier write had put there, and the application has
 * kept, are taken back with the last write. Where two
 * members had become one, only if the application has kept all of the set: else whose that one is cannot be told.
 */
const withEarlierMembers = (change: OwnerChange, earlier: OwnerChange | undefined): OwnerChange => {
  const { from, to } = change;
  if (earlier === undefined || !('SS' in from && 'SS' in to && 'SS' in earlier.from && 'SS' in earlier.to))
    return change;
  const [was, became] = [earlier.from.SS, earlier.to.SS];
  if (was.length !== became.length) {
    const has = (member: string) => from.SS.includes(member);
    // With all of them there still or again, the earlier write was not made, or was undone: this one says it all.
    if (was.every(has) || !became.every(has)) return change;
    const added = from.SS.filter((member) => !became.includes(member));
    return { ...change, from: { SS: [...new Set([...was, ...added])] }, forms: [...earlier.forms, ...change.forms] };
  }
  const earlierForms = [...earlier.forms];
  const back = new Map<string, { readonly member: string; readonly form: OwnerForm | undefined }>();
  for (const [position, member] of was.entries()) {
    const written = became[position] as string;
    if (written !== member) back.set(written, { member, form: earlierForms.shift() });
  }
  const ownForms = [...change.forms];
  const forms: OwnerForm[] = [];
  const members = from.SS.map((member) => {
    const earlierWrite = back.get(member);
    const form = earlierWrite?.form ?? (to.SS.includes(member) ? undefined : ownForms.shift());
    if (form !== undefined) forms.push(form);
    return earlierWrite?.member ?? member;
  });
  return { ...change, from: { SS: [...new Set(members)] }, forms };
};

const isSameWrite = (one: OwnerChange, other: OwnerChange) =>
  JSON.stringify([one.from, one.to]) === JSON.stringify([other.from, other.to]);
