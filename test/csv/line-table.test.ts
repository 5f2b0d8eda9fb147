import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLineTable } from '../../core/csv/line-table.ts';

it('knows the first line of every text, as a map would, however many there are or were expected', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { minLength: 1, maxLength: 4000 }), fc.nat(4000), (numbers, expected) => {
      const table = createLineTable(expected);
      const known = new Map<number, number>();
      for (const [at, number] of numbers.entries()) {
        expect(table.put(`user${number}`, at + 1)).toBe(known.get(number));
        if (!known.has(number)) known.set(number, at + 1);
      }
    }),
    { numRuns: 20 },
  );
});

it('takes nothing any more once it has given its memory back', () => {
  const table = createLineTable(10);
  table.put('user1', 1);
  table.release();
  expect(() => table.put('user1', 2)).toThrow('released');
});
