import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../../core/errors.ts';
import { buildIdentityMap, type MapSources, type StatedPair } from '../../core/identity/build-identity-map.ts';
import { pairsOfLedger, pairsOfOutcomes } from '../../core/identity/collect-map-sources.ts';
import { formatIdentityPair } from '../../core/identity/identity-map-file.ts';
import type { ClaimRow, LedgerRow } from '../../core/identity/ledger.ts';
import { parseIdentityLine } from '../../core/identity/lookup-line.ts';
import { readOperatorPairs } from '../../core/identity/read-operator-pairs.ts';

const pair = (n: number, overrides: Partial<StatedPair> = {}): StatedPair => ({
  oldSub: `old-${n}`,
  oldUsername: `user${n}`,
  newSub: `new-${n}`,
  newUsername: `name-${n}`,
  via: 'import',
  ...overrides,
});

const build = (stated: readonly StatedPair[], overrides: Partial<MapSources> = {}) =>
  buildIdentityMap({
    stated,
    unproven: [],
    targetUsernames: new Map(stated.map(({ newSub, newUsername }) => [newSub, newUsername ?? `found-${newSub}`])),
    sourceUsernames: new Map(),
    forgotten: new Set(),
    ...overrides,
  });

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
  return [];
};

describe('an identity map', () => {
  it.each([
    [
      'one old user would become two',
      [pair(1), pair(1, { newSub: 'new-9', via: 'operator' })],
      'becomes "new-1" (import) and "new-9" (operator)',
    ],
    [
      'two old users would become one',
      [pair(1), pair(2, { newSub: 'new-1', newUsername: 'name-1' })],
      '"old-1", "old-2" all become "new-1"',
    ],
    [
      'an old user is a new user, too',
      [pair(1), pair(2, { newSub: 'old-1' })],
      'becomes "old-1", which is an old user, too',
    ],
    ['a user would become themselves', [pair(1, { newSub: 'old-1' })], 'becomes "old-1", which is an old user, too'],
    [
      'a new username is the old one of somebody else',
      [pair(1), pair(2, { newUsername: 'user1' })],
      'the new username of old user "old-2" is the old username of "old-1"',
    ],
    ['two old users have one username', [pair(1), pair(2, { oldUsername: 'user1' })], 'have the same old username'],
  ])('is refused when %s', (_why, stated, problem) => {
    expect(problemsOf(() => build(stated)).join()).toContain(problem);
  });

  it('is refused when the target knows the new user by another username', () => {
    const targetUsernames = new Map([['new-1', 'someone else']]);

    expect(problemsOf(() => build([pair(1, { via: 'operator' })], { targetUsernames })).join()).toContain(
      'another username',
    );
  });

  it('is refused when nothing tells an old username', () => {
    expect(problemsOf(() => build([pair(1, { oldUsername: undefined })])).join()).toContain('--package');
  });

  it('tells all problems at once, and never a username', () => {
    const problems = problemsOf(() =>
      build([pair(1), pair(2, { newSub: 'old-1' }), pair(3), pair(4, { oldUsername: 'user3' })]),
    );

    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('user3');
  });

  it('accepts users who keep their usernames', () => {
    const { pairs } = build([pair(1, { newUsername: 'user1' }), pair(2, { newUsername: 'user2' })]);

    expect(pairs).toHaveLength(2);
  });

  it('accepts two old users for one new one where the second was merged on purpose', () => {
    const merged = pair(2, { newSub: 'new-1', newUsername: 'name-1', via: 'merge' });

    expect(build([pair(1), merged]).pairs).toHaveLength(2);
  });

  it('accepts a merged user whose new username was the old one of the account', () => {
    const owner = pair(1, { newUsername: 'user1' });
    const merged = pair(2, { newSub: 'new-1', newUsername: 'user1', via: 'merge' });

    expect(build([owner, merged]).pairs).toHaveLength(2);
  });

  it('takes usernames from packages and the target where a pair leaves them out', () => {
    const bare = pair(1, { oldUsername: undefined, newUsername: undefined });

    const { pairs } = build([bare], {
      sourceUsernames: new Map([['old-1', 'ada']]),
      targetUsernames: new Map([['new-1', 'uuid']]),
    });

    expect(pairs).toEqual([
      { oldSub: 'old-1', oldUsername: 'ada', newSub: 'new-1', newUsername: 'uuid', via: 'import' },
    ]);
  });

  it('says nothing about who was forgotten on request, whatever else still speaks of them', () => {
    const unproven = { oldSub: 'old-2', oldUsername: 'u', code: 'unproven', holderSub: 'h', holderUsername: 'h' };

    const map = build([pair(1), pair(1, { via: 'operator' }), pair(3)], {
      unproven: [unproven],
      forgotten: new Set(['old-1', 'old-2', 'old-9']),
    });

    expect(map.pairs.map(({ oldSub }) => oldSub)).toEqual(['old-3']);
    expect(map).toMatchObject({ gone: [], unproven: [], forgotten: 2 });
  });

  it('leaves out pairs whose new user is gone', () => {
    const { pairs, gone } = build([pair(1), pair(2)], { targetUsernames: new Map([['new-1', 'name-1']]) });

    expect(pairs.map(({ oldSub }) => oldSub)).toEqual(['old-1']);
    expect(gone).toEqual([{ oldSub: 'old-2', newSub: 'new-2' }]);
  });

  it('lists the unproven with both sides, but for those whom a proof settles', () => {
    const unproven = [1, 2].map((n) => ({
      oldSub: `old-${n}`,
      oldUsername: `user${n}`,
      code: 'unproven',
      holderSub: `new-${n}`,
      holderUsername: `name-${n}`,
    }));

    const map = build([pair(1, { via: 'operator' })], { unproven });

    expect(map.unproven.map(({ oldSub, holderSub }) => [oldSub, holderSub])).toEqual([['old-2', 'new-2']]);
    expect(map.pairs.map(({ oldSub }) => oldSub)).toEqual(['old-1']);
  });

  it('is the same, byte for byte, in whatever order the proofs come', () => {
    const stated = [1, 2, 3, 10, 11, 2].map((n) => pair(n));
    const expected = build(stated).pairs.map(formatIdentityPair);
    fc.assert(
      fc.property(fc.shuffledSubarray(stated, { minLength: stated.length }), (shuffled) => {
        expect(build(shuffled).pairs.map(formatIdentityPair)).toEqual(expected);
      }),
    );
  });

  it('has lines that are read back as they were meant, whatever a username holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ minLength: 1 }),
        (oldUsername, newUsername) => {
          const written = { oldSub: 'o', oldUsername, newSub: 'n', newUsername, via: 'trigger' } as const;

          const line = formatIdentityPair(written);

          expect(line).not.toContain('\n');
          expect(parseIdentityLine(line)).toEqual(written);
        },
      ),
    );
  });
});

describe('the proofs of a map', () => {
  it('are bound rows of the ledger, not reservations or tombstones', async () => {
    const row = (n: number, state: ClaimRow['state'], overrides: Partial<ClaimRow> = {}): ClaimRow => ({
      previousSub: `old-${n}`,
      state,
      loginHash: 'h',
      claimedBy: 'trigger',
      claimedAtMs: 0,
      ...overrides,
    });
    const rows: LedgerRow[] = [
      row(1, 'bound', { newSub: 'new-1' }),
      row(2, 'reserved'),
      { previousSub: 'old-3', state: 'forgotten', forgottenAtMs: 0 },
      row(4, 'bound'),
    ];

    const { pairs, forgotten } = await pairsOfLedger(
      (async function* () {
        yield* rows;
      })(),
    );

    expect(pairs.map(({ oldSub, newSub, via }) => [oldSub, newSub, via])).toEqual([['old-1', 'new-1', 'trigger']]);
    expect([...forgotten]).toEqual(['old-3']);
  });

  it('are never holders of a name, whatever the outcome says about them', () => {
    const { stated, unproven } = pairsOfOutcomes([
      { sub: 'a', username: 'a', outcome: 'imported', newSub: 'x', newUsername: 'x' },
      { sub: 'b', username: 'b', outcome: 'already-there', newSub: 'y', via: 'trigger' },
      { sub: 'c', username: 'c', outcome: 'failed', code: 'squatted', holderSub: 'z', holderUsername: 'z' },
      { sub: 'd', username: 'd', outcome: 'failed', code: 'rejected-by-cognito' },
    ]);

    expect(stated.map(({ oldSub, via }) => [oldSub, via])).toEqual([
      ['a', 'import'],
      ['b', 'trigger'],
    ]);
    expect(unproven.map(({ oldSub }) => oldSub)).toEqual(['c']);
  });
});

describe('those of whom there is no proof', () => {
  it('are what the last import of a package found, not what one before it did', () => {
    const squatted = { sub: 'a', username: 'a', outcome: 'failed', code: 'squatted' } as const;

    const { unproven } = pairsOfOutcomes([
      { ...squatted, holderSub: 'x', holderUsername: 'x' },
      { ...squatted, holderSub: 'y', holderUsername: 'y' },
    ]);

    expect(unproven.map(({ holderSub }) => holderSub)).toEqual(['y']);
  });
});

describe('pairs that an operator states', () => {
  it('are read by column name, with usernames optional', () => {
    const text = '\ufeffnewSub,oldSub,oldUsername\nnew-1,old-1,"Lee, Ada"\nnew-2,old-2,\n';

    expect(readOperatorPairs(text, 'pairs.csv')).toEqual([
      { oldSub: 'old-1', newSub: 'new-1', oldUsername: 'Lee, Ada', newUsername: undefined, via: 'operator' },
      { oldSub: 'old-2', newSub: 'new-2', oldUsername: undefined, newUsername: undefined, via: 'operator' },
    ]);
  });

  it.each([
    ['lacks a column', 'oldSub\na\n', 'the header lacks "newSub"'],
    ['has an unknown column', 'oldSub,newSub,email\na,b,c\n', 'the header has "email"'],
    ['has a row that is too short', 'oldSub,newSub\na\n', 'row 1 has 1 cells'],
    ['lacks a sub', 'oldSub,newSub\na,\n', 'row 1 lacks a sub'],
    ['is not CSV', 'oldSub,newSub\n"a,b\n', 'the file is not CSV'],
    ['is empty', '', 'the header lacks "oldSub"'],
  ])('are refused when the file %s', (_why, text, problem) => {
    expect(problemsOf(() => readOperatorPairs(text, 'pairs.csv')).join()).toContain(problem);
  });
});
