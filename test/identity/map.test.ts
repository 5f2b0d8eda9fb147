import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../../core/errors.ts';
import { readOperatorPairs } from '../../core/identity/read-operator-pairs.ts';
import {
  bound,
  buildMapOf,
  createdAtMs,
  forgotten,
  imported,
  inTarget,
  listed,
  type MapFact,
  notImported,
  outcome,
  stated,
} from '../support/map-world.ts';

const problemsOf = async (work: () => unknown): Promise<readonly string[]> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
  return [];
};

/** The n-th user as an import carried them, and as the target has them. */
const crossed = (n: number, { oldUsername = `user${n}`, newSub = `new-${n}`, newUsername = `name-${n}` } = {}) => [
  imported(`old-${n}`, oldUsername, newSub, newUsername),
  inTarget(newSub, newUsername),
];
const pairsOf = ({ lines }: { readonly lines: readonly string[] }) => lines.map((line) => JSON.parse(line));

describe('an identity map', () => {
  it.each<[string, readonly MapFact[], string]>([
    [
      'one old user would become two',
      [...crossed(1), stated('old-1', 'new-9'), inTarget('new-9', 'name-9')],
      'old user "old-1" becomes "new-1" (import) and "new-9" (operator)',
    ],
    [
      'two old users would become one',
      [...crossed(1), ...crossed(2, { newSub: 'new-1', newUsername: 'name-1' })],
      'old users "old-1", "old-2" all become "new-1"',
    ],
    [
      'an old user is a new user, too',
      [...crossed(1), ...crossed(2, { newSub: 'old-1' })],
      'old user "old-2" becomes "old-1", which is an old user, too',
    ],
    [
      'a user would become themselves',
      crossed(1, { newSub: 'old-1' }),
      'old user "old-1" becomes "old-1", which is an old user, too',
    ],
    [
      'a new username is the old one of somebody else',
      [...crossed(1), ...crossed(2, { newUsername: 'user1' })],
      'the new username of old user "old-2" is the old username of "old-1"',
    ],
    [
      'two old users have one username',
      [...crossed(1), ...crossed(2, { oldUsername: 'user1' })],
      'old users "old-1", "old-2" have the same old username',
    ],
    [
      'a new username is the sub of another new user',
      [...crossed(1), ...crossed(2, { newUsername: 'new-1' })],
      'the new username of old user "old-2" also stands for another new user',
    ],
    [
      'a new username reads as sub and username of another new user',
      [...crossed(1), ...crossed(2, { newUsername: 'new-1::name-1' })],
      'the new username of old user "old-2" also stands for another new user',
    ],
    [
      'sources give an old user different usernames',
      [...crossed(1), stated('old-1', 'new-1', 'other')],
      'old user "old-1" has two usernames, depending on who says it',
    ],
    [
      'nothing tells an old username',
      [stated('old-1', 'new-1'), inTarget('new-1', 'name-1')],
      'the username of old user "old-1" is unknown; name its package with --package',
    ],
  ])('is refused when %s', async (_why, facts, problem) => {
    expect(await problemsOf(() => buildMapOf(facts))).toEqual([problem]);
  });

  it('tells all problems at once, and never a username', async () => {
    const facts = [
      ...crossed(1),
      ...crossed(2, { newSub: 'old-1' }),
      ...crossed(3),
      ...crossed(4, { oldUsername: 'user3' }),
      ...crossed(5),
      stated('old-5', 'new-6'),
    ];

    const problems = await problemsOf(() => buildMapOf(facts));

    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain('user3');
  });

  it('shows fifty problems, and says how many more there are', async () => {
    const facts = Array.from({ length: 60 }, (_, n) => [
      ...crossed(n),
      ...crossed(n + 100, { newSub: `new-${n}`, newUsername: `name-${n}` }),
    ]).flat();

    const problems = await problemsOf(() => buildMapOf(facts));

    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toBe('and 10 more');
  });

  it('accepts users who keep their usernames', async () => {
    const map = await buildMapOf([1, 2].flatMap((n) => crossed(n, { newUsername: `user${n}` })));

    expect(map.lines).toHaveLength(2);
  });

  it('accepts two old users for one new one where the second was merged on purpose', async () => {
    const map = await buildMapOf([
      ...crossed(1, { newUsername: 'user2' }),
      listed('old-1', 'user1', [{ sub: 'old-2', username: 'user2' }]),
    ]);

    expect(pairsOf(map)).toEqual([
      { oldSub: 'old-1', oldUsername: 'user1', newSub: 'new-1', newUsername: 'user2', via: 'import' },
      { oldSub: 'old-2', oldUsername: 'user2', newSub: 'new-1', newUsername: 'user2', via: 'merge' },
    ]);
  });

  it('takes usernames from packages and the target where a proof leaves them out', async () => {
    const map = await buildMapOf([listed('old-1', 'ada'), bound('old-1', 'new-1'), inTarget('new-1', 'uuid')]);

    expect(pairsOf(map)).toEqual([
      { oldSub: 'old-1', oldUsername: 'ada', newSub: 'new-1', newUsername: 'uuid', via: 'trigger' },
    ]);
  });

  it('holds lazy and imported users, and names the strongest of several proofs', async () => {
    const map = await buildMapOf([
      stated('old-1', 'new-1'),
      ...crossed(1),
      bound('old-2', 'new-2', { previousUsername: 'user2', newUsername: 'name-2' }),
      ...crossed(2),
      stated('old-3', 'new-3', 'user3'),
      inTarget('new-3', 'name-3'),
      bound('old-4', 'new-4', { previousUsername: 'user4', claimedBy: 'import' }),
      inTarget('new-4', 'name-4'),
    ]);

    expect(pairsOf(map).map(({ oldSub, via }) => [oldSub, via])).toEqual([
      ['old-1', 'import'],
      ['old-2', 'trigger'],
      ['old-3', 'operator'],
      ['old-4', 'import'],
    ]);
    expect(map.pairsByWay).toEqual({ trigger: 1, import: 2, operator: 1, merge: 0 });
  });

  it('takes nobody for crossed whom the ledger only knows as reserved', async () => {
    const map = await buildMapOf([bound('old-1', 'new-1', { state: 'reserved' }), inTarget('new-1', 'name-1')]);

    expect([map.lines, map.unmappedUsers]).toEqual([[], []]);
  });

  it.each<[string, MapFact]>([
    ['a tombstone', forgotten('old-1')],
    ['the record of an import', notImported('old-1', 'user1', 'forgotten', 'new-1', 2)],
  ])(
    'says nothing about who was forgotten on request, whatever else still speaks of them: by %s',
    async (_by, fact) => {
      const map = await buildMapOf([
        ...crossed(1),
        stated('old-1', 'new-1'),
        forgotten('old-9'),
        fact,
        notImported('old-2', 'user2', 'unproven', 'new-1'),
        forgotten('old-2'),
        ...crossed(3),
      ]);

      expect(pairsOf(map).map(({ oldSub }) => oldSub)).toEqual(['old-3']);
      expect(map).toMatchObject({ unmappedUsers: [], forgotten: 2 });
    },
  );
});

describe('a user of the target whom a listing shows twice', () => {
  it('is taken once, as they were last', async () => {
    const twice = [inTarget('new-1', 'name-1'), inTarget('new-1', 'name-1', 'RESET_REQUIRED')];

    const map = await buildMapOf([...crossed(1), ...twice, notImported('old-2', 'user2', 'squatted', 'new-1')]);

    expect(map.lines).toHaveLength(1);
    expect(map.unmappedUsers).toMatchObject([{ oldSub: 'old-2', targetStatus: 'RESET_REQUIRED' }]);
  });
});

describe('users who are not in the map', () => {
  const status = { targetStatus: 'CONFIRMED', targetCreatedAt: new Date(createdAtMs).toISOString() };

  it('are listed with both sides where somebody has their name and nothing proves that it is them', async () => {
    const map = await buildMapOf([
      notImported('old-2', 'user2', 'unproven', 'new-2'),
      inTarget('new-2', 'name-2'),
      notImported('old-1', 'user1', 'squatted', 'new-1'),
      inTarget('new-1', 'name-1'),
    ]);

    expect(map.lines).toEqual([]);
    expect(map.unmappedUsers).toEqual([
      {
        oldSub: 'old-1',
        oldUsername: 'user1',
        code: 'squatted',
        targetSub: 'new-1',
        targetUsername: 'name-1',
        ...status,
      },
      {
        oldSub: 'old-2',
        oldUsername: 'user2',
        code: 'unproven',
        targetSub: 'new-2',
        targetUsername: 'name-2',
        ...status,
      },
    ]);
  });

  it('are listed without a status where the holder of their name is gone since', async () => {
    const { unmappedUsers } = await buildMapOf([notImported('old-1', 'user1', 'squatted', 'new-1')]);

    expect(unmappedUsers).toEqual([
      {
        oldSub: 'old-1',
        oldUsername: 'user1',
        code: 'squatted',
        targetSub: 'new-1',
        targetUsername: 'name of new-1',
      },
    ]);
  });

  it('are not listed where another proof settles who they are', async () => {
    const map = await buildMapOf([
      notImported('old-1', 'user1', 'squatted', 'new-1'),
      stated('old-1', 'new-1'),
      inTarget('new-1', 'name-1'),
    ]);

    expect(map).toMatchObject({ unmappedUsers: [], pairsByWay: { operator: 1 } });
  });

  it('are told as gone when they crossed and the target no longer has them', async () => {
    const map = await buildMapOf([...crossed(1), imported('old-2', 'user2', 'new-2', 'name-2')]);

    expect(pairsOf(map).map(({ oldSub }) => oldSub)).toEqual(['old-1']);
    expect(map.unmappedUsers).toEqual([
      { oldSub: 'old-2', oldUsername: 'user2', code: 'gone', targetSub: 'new-2', targetUsername: 'name-2' },
    ]);
  });

  it('are told as renamed when the target has them under another username', async () => {
    const map = await buildMapOf([imported('old-1', 'user1', 'new-1', 'as-it-was'), inTarget('new-1', 'as-it-is')]);

    expect(map.lines).toEqual([]);
    expect(map.unmappedUsers).toMatchObject([{ oldSub: 'old-1', code: 'renamed', targetUsername: 'as-it-is' }]);
  });

  it.each<[string, readonly MapFact[]]>([
    ['did not cross', [notImported('old-1', 'user1', 'rejected-by-cognito')]],
    ['is held up by a stranger', [notImported('old-1', 'user1', 'squatted', 'new-9')]],
    ['was forgotten', [...crossed(1), forgotten('old-1')]],
  ])('are told where they became part of an account that %s', async (_what, facts) => {
    const { lines, unmappedUsers } = await buildMapOf([
      ...facts,
      listed('old-1', 'user1', [{ sub: 'old-2', username: 'user2' }]),
    ]);

    expect(lines).toEqual([]);
    expect(unmappedUsers.filter(({ oldSub }) => oldSub === 'old-2')).toEqual([
      { oldSub: 'old-2', oldUsername: 'user2', code: 'merged-into-nobody' },
    ]);
  });

  it('are what the last import found, not what one before it did', async () => {
    const facts = [
      notImported('old-1', 'user1', 'squatted', 'new-2', 2),
      notImported('old-1', 'user1', 'squatted', 'new-1', 1),
      notImported('old-2', 'user2', 'squatted', 'new-3', 1),
      notImported('old-2', 'user2', 'rejected-by-cognito', undefined, 2),
    ];

    const { unmappedUsers } = await buildMapOf(facts);

    expect(unmappedUsers.map(({ oldSub, targetSub }) => [oldSub, targetSub])).toEqual([['old-1', 'new-2']]);
  });

  it('are what a run said last, where it settled a job twice', async () => {
    const { lines, unmappedUsers } = await buildMapOf([
      ...crossed(1),
      notImported('old-1', 'user1', 'unproven', 'new-1', 1),
    ]);

    expect(lines).toEqual([]);
    expect(unmappedUsers).toMatchObject([{ oldSub: 'old-1', code: 'unproven' }]);
  });

  it('are never taken for holders of a name, whatever the outcome says about them', async () => {
    const { lines } = await buildMapOf([
      outcome({
        sub: 'old-1',
        username: 'user1',
        outcome: 'failed',
        code: 'squatted',
        newSub: 'new-1',
        newUsername: 'name-1',
        holderSub: 'new-1',
        holderUsername: 'name-1',
      }),
      inTarget('new-1', 'name-1'),
    ]);

    expect(lines).toEqual([]);
  });
});

describe('pairs that an operator states', () => {
  it('are read by column name, with usernames optional', () => {
    const text = '\ufeffnewSub,oldSub,oldUsername\nnew-1,old-1,"Lee, Ada"\nnew-2,old-2,\n';

    expect(readOperatorPairs(text, 'pairs.csv')).toEqual([
      { oldSub: 'old-1', newSub: 'new-1', oldUsername: 'Lee, Ada', newUsername: undefined },
      { oldSub: 'old-2', newSub: 'new-2', oldUsername: undefined, newUsername: undefined },
    ]);
  });

  it.each([
    ['lacks a column', 'oldSub\na\n', 'the header lacks "newSub"'],
    ['has an unknown column', 'oldSub,newSub,email\na,b,c\n', 'the header has "email"'],
    ['has a row that is too short', 'oldSub,newSub\na\n', 'row 1 has 1 cells'],
    ['lacks a sub', 'oldSub,newSub\na,\n', 'row 1 lacks a sub'],
    ['is not CSV', 'oldSub,newSub\n"a,b\n', 'the file is not CSV'],
    ['is empty', '', 'the header lacks "oldSub"'],
  ])('are refused when the file %s', async (_why, text, problem) => {
    expect((await problemsOf(() => readOperatorPairs(text, 'pairs.csv'))).join()).toContain(problem);
  });
});
