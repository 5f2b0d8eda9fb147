import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../../core/errors.ts';
import type { IdentityPair } from '../../core/identity/identity-map.ts';
import { createSubTable } from '../../core/identity/lookup-sub-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';

const problemsOf = (...pairs: readonly IdentityPair[]): readonly string[] => {
  try {
    lookupOf(...pairs);
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
  return [];
};

describe('createSubTable', () => {
  it('gives back every pair as it came, whatever the ids, as a Map would', () => {
    const pairs = fc.uniqueArray(fc.tuple(fc.uuid(), fc.uuid()), {
      selector: ([old]) => old,
      maxLength: 3000,
      size: 'max',
    });
    fc.assert(
      fc.property(pairs, (added) => {
        const table = createSubTable();
        const reference = new Map(added);
        for (const [old, fresh] of added) table.add(old, fresh);

        for (const [old, fresh] of reference) {
          const row = table.findOld(old);
          expect([table.oldSub(row), table.newSub(row)]).toEqual([old, fresh]);
          expect(table.newSub(table.findNew(fresh))).toBe(fresh);
        }
        expect(table.size).toBe(reference.size);
      }),
      { numRuns: 20 },
    );
  });

  it('knows nobody by an empty text, also when it was just asked about somebody', () => {
    const table = createSubTable();
    table.add(oldSub(1), newSub(1));

    for (const asked of [oldSub(1), newSub(1), oldSub(2)]) {
      table.findOld(asked);
      expect([table.findOld(''), table.findNew('')]).toEqual([-1, -1]);
    }
  });

  it('does not find what was never added, not even in another spelling', () => {
    const table = createSubTable();
    table.add(oldSub(10), newSub(10));

    expect(table.findOld(newSub(10))).toBe(-1);
    expect(table.findNew(oldSub(10))).toBe(-1);
    expect(table.findOld(oldSub(10).toUpperCase())).toBe(-1);
    expect(table.findOld('')).toBe(-1);
  });

  it.each([
    '',
    'abc',
    oldSub(1).toUpperCase(),
    `${oldSub(1)}0`,
    oldSub(1).replaceAll('-', '0'),
    oldSub(1).replace('a', 'g'),
  ])('takes no id that is not a canonical UUID: "%s"', (id) => {
    expect(createSubTable().add(id, newSub(1))).toBeUndefined();
    expect(createSubTable().add(oldSub(1), id)).toBeUndefined();
  });
});

describe('createLookupBuilder', () => {
  it('finds a pair by each of its four ids', () => {
    const pairs = [
      pairOf(1),
      pairOf(2, { oldUsername: oldSub(2) }),
      pairOf(3, { newUsername: 'user-3' }),
      pairOf(4, { oldSub: 'odd', newSub: 'uneven', newUsername: 'four' }),
    ];
    const lookup = lookupOf(...pairs);

    for (const { via: _, ...pair } of pairs) {
      expect(lookup.bySub(pair.oldSub)).toEqual(pair);
      expect(lookup.byUsername(pair.oldUsername)).toEqual(pair);
      expect(lookup.byNewSub(pair.newSub)).toEqual(pair);
      expect(lookup.byNewUsername(pair.newUsername)).toEqual(pair);
    }
    expect(lookup.size).toBe(4);
  });

  it.each([
    [
      'one old sub goes to two new ones',
      [pairOf(1), pairOf(1, { oldUsername: 'x', newSub: newSub(2) })],
      'stands twice',
    ],
    ['two old users share a username', [pairOf(1), pairOf(2, { oldUsername: 'user-1' })], 'belongs to two users'],
    [
      'two old users go to one without a merge',
      [pairOf(1), pairOf(2, { newSub: newSub(1), newUsername: newSub(1) })],
      'no merge',
    ],
    ['a new sub is also an old one', [pairOf(1), pairOf(2, { newSub: oldSub(1) })], 'also an old sub'],
    ['usernames chain', [pairOf(1, { newUsername: 'user-2' }), pairOf(2)], "another user's new username"],
    [
      'two new users have one username',
      [pairOf(1, { newUsername: 'same' }), pairOf(2, { newUsername: 'same' })],
      'stands for another new user',
    ],
    [
      "a new username is another user's new sub",
      [pairOf(1), pairOf(2, { newUsername: newSub(1) })],
      'stands for another new user',
    ],
    [
      'a new username reads as the sub and username of another user',
      [pairOf(1, { newUsername: 'one' }), pairOf(2, { newUsername: `${newSub(1)}::one` })],
      'stands for another new user',
    ],
    [
      'one new user has two usernames',
      [pairOf(1), pairOf(2, { newSub: newSub(1), newUsername: 'y', via: 'merge' as const })],
      'two usernames',
    ],
  ])('refuses a map in which %s', (_, pairs, words) => {
    const problems = problemsOf(...pairs);

    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(words)]));
  });

  it.each([
    ['the merge first', 'merge', 'import'],
    ['the merge last', 'import', 'merge'],
    ['merges only', 'merge', 'merge'],
  ] as const)('accepts merged users, %s', (_, first, second) => {
    const shared = { newSub: newSub(1), newUsername: 'one' };

    expect(problemsOf(pairOf(1, { ...shared, via: first }), pairOf(2, { ...shared, via: second }))).toEqual([]);
  });

  it('accepts usernames that stay the same', () => {
    expect(problemsOf(pairOf(1, { newUsername: 'user-1' }), pairOf(2, { newUsername: 'user-2' }))).toEqual([]);
  });

  it('names subs in its problems, and no usernames', () => {
    const shared = { oldUsername: 'anna@example.com', newUsername: 'anna@example.com' };

    const problems = problemsOf(pairOf(1, shared), pairOf(2, shared));

    expect(problems.length).toBeGreaterThan(1);
    expect(problems.join(' ')).not.toContain('anna');
  });

  it('names at most twenty problems, and counts the rest', () => {
    const problems = problemsOf(...Array.from({ length: 30 }, (_, n) => pairOf(n, { oldUsername: 'same' })));

    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toMatch(/and \d+ more/);
  });
});
