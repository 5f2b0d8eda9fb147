import { expect } from 'vitest';
import type { Item } from '../../core/owners/attribute-value.ts';
import { comparable, idOf, type ModelOutcome, pathOf, placesOf, rewritten, watchersOf } from './remap-model.ts';

/** Holds what came of a scenario to the model. */
export const holdToModel = (outcome: ModelOutcome): void => {
  const { afterRemap, afterUndo, passes, isClean } = outcome;
  expect(isClean).toBe(true);
  for (const { items, changed, untouched, gone, conflicts } of passes) {
    expect(items).toBe(changed + untouched + conflicts);
    expect(gone).toBeLessThanOrEqual(untouched);
  }

  expect(idsOf(afterRemap.got)).toEqual(idsOf(afterRemap.shadow));
  for (const item of afterRemap.got) expectRewritten(item, shadowOf(afterRemap.shadow, item), outcome);

  expect(idsOf(afterUndo.got)).toEqual(idsOf(afterUndo.shadow));
  for (const item of afterUndo.got) {
    expect(comparable(item)).toEqual(comparable(shadowOf(afterUndo.shadow, item)));
    expectVersionNotBelow(item, shadowOf(afterUndo.shadow, item));
  }
};

const expectRewritten = (item: Item, shadow: Item, { owners, mapped }: ModelOutcome) => {
  const become = (value: string, path: string) => (owners.includes(path) ? rewritten(value, mapped) : value);
  const wanted = Object.entries(placesOf(shadow));
  const watchers = watchersOf(shadow).map((value) => become(value, 'watchers[]'));
  const owned = wanted.map(([place, value]) => become(value, pathOf(place)));
  const isInConflict = [...owned, ...watchers].includes('conflict');
  const got = placesOf(item);
  expect(Object.keys(got)).toEqual(wanted.map(([place]) => place));
  for (const [place, value] of wanted) {
    const to = become(value, pathOf(place));
    // Left alone as a whole, from the moment on when its ids began to contradict each other.
    if (isInConflict) expect([value, to], place).toContain(got[place]);
    else expect(got[place], place).toBe(to);
  }
  if (!isInConflict) expect(watchersOf(item).toSorted()).toEqual([...new Set(watchers)].toSorted());
  expect(item.weight).toEqual({ N: '1.5' });
  expectVersionNotBelow(item, shadow);
};

const versionOf = (item: Item) => (item._version !== undefined && 'N' in item._version ? Number(item._version.N) : -1);
const expectVersionNotBelow = (item: Item, shadow: Item) =>
  expect(versionOf(item)).toBeGreaterThanOrEqual(versionOf(shadow));

const idsOf = (items: readonly Item[]) => items.map(idOf).toSorted();
const shadowOf = (shadow: readonly Item[], item: Item): Item => {
  const found = shadow.find((each) => idOf(each) === idOf(item));
  if (found === undefined) throw new Error(`no shadow of ${idOf(item)}`);
  return found;
};
