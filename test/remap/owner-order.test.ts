import { expect, it } from 'vitest';
import type { Item } from '../../core/owners/attribute-value.ts';
import { keyOf, keyText } from '../../core/owners/item-key.ts';
import { createFakeTable } from '../support/fake-table.ts';
import { lookupOf, oldSub, pairOf } from '../support/identity-pairs.ts';
import { remapOnce } from '../support/remap-world.ts';

const users = 16;
const itemsPerUser = 30;
const itemsPerPage = 5;
const textOf = (item: Item) => keyText(keyOf(item, ['id']));

/** Every segment is a range of the table, and a scan of it gives all items of one owner before those of the next. */
const createSortedTable = () => {
  const items = Array.from({ length: users * itemsPerUser }, (_, n): Item => {
    const user = Math.floor(n / itemsPerUser);
    return { id: { S: `${oldSub(user)}/${String(n % itemsPerUser).padStart(2, '0')}` }, owner: { S: oldSub(user) } };
  });
  const table = createFakeTable(items);
  const scanSegment: typeof table.ports.scanSegment = async ({ segment, totalSegments, startKey }) => {
    const size = items.length / totalSegments;
    const range = items.slice(segment * size, (segment + 1) * size);
    const at = startKey === undefined ? 0 : range.findIndex((item) => textOf(item) === keyText(startKey)) + 1;
    const page = range.slice(at, at + itemsPerPage).map((item) => table.items.get(textOf(item)) as Item);
    const last = page.at(-1);
    const lastKey = last === undefined || at + itemsPerPage >= size ? undefined : keyOf(last, ['id']);
    return { items: page, lastKey, readUnits: 1 };
  };
  return { ...table, ports: { ...table.ports, scanSegment } };
};

it('writes to several parts of the table at a time, in no order of owners, where a scan gives owner after owner', async () => {
  const table = createSortedTable();
  const lookup = lookupOf(...Array.from({ length: users }, (_, n) => pairOf(n)));

  const { tables } = await remapOnce({ table, lookup, owners: ['owner'], totalSegments: users });

  expect(tables[0]).toMatchObject({ isClean: true, passes: [{ changed: users * itemsPerUser }, { changed: 0 }] });
  const owners = table.writes.map((text) => text.split('/')[0] as string);
  expect(owners).toHaveLength(users * itemsPerUser);
  const runs: number[] = [];
  for (const [position, owner] of owners.entries()) {
    if (owner === owners[position - 1]) runs.push((runs.pop() ?? 0) + 1);
    else runs.push(1);
  }
  // Two segments are read at a time here; of each, a page is written before the next is read.
  expect(Math.max(...runs)).toBeLessThan(itemsPerUser);
  const firstWrites = [...new Set(owners)];
  expect(firstWrites).not.toEqual(firstWrites.toSorted());
});
