import { describe, expect, it } from 'vitest';
import { judgeOwnerValue } from '../../core/owners/judge-owner-value.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';

const stranger = '99999999-0000-4000-8000-000000000000';
const lookup = lookupOf(
  pairOf(1),
  pairOf(2, { oldUsername: 'alice', newUsername: 'alice' }),
  pairOf(3, { oldUsername: oldSub(3) }),
  pairOf(4, { oldUsername: oldSub(4), newUsername: 'dora' }),
  pairOf(5, { oldUsername: 'a::b', newUsername: 'ab' }),
  pairOf(6, { oldUsername: oldSub(7), newUsername: 'frank' }),
  pairOf(7),
  pairOf(8, { newUsername: oldSub(8) }),
  pairOf(9, { oldSub: 'legacy-9', newSub: 'fresh-9', oldUsername: 'nine', newUsername: 'neun' }),
  pairOf(10, { oldUsername: `${oldSub(11)}::x`, newUsername: 'ten' }),
  pairOf(11, { oldUsername: 'x', newUsername: 'eleven' }),
);

describe('judgeOwnerValue', () => {
  it.each([
    ['a sub', oldSub(1), 'sub', newSub(1)],
    ['a username', 'user-1', 'username', newSub(1)],
    ['both', `${oldSub(1)}::user-1`, 'sub::username', `${newSub(1)}::${newSub(1)}`],
    ['both, with a username that stays', `${oldSub(2)}::alice`, 'sub::username', `${newSub(2)}::alice`],
    ['a sub that is also the username, where they stay equal', oldSub(3), 'sub', newSub(3)],
    [
      'both, where sub and username are equal',
      `${oldSub(3)}::${oldSub(3)}`,
      'sub::username',
      `${newSub(3)}::${newSub(3)}`,
    ],
    ['a username with the separator in it', 'a::b', 'username', 'ab'],
    ['both, with the separator in the username', `${oldSub(5)}::a::b`, 'sub::username', `${newSub(5)}::ab`],
    ['a sub that is not a UUID', 'legacy-9', 'sub', 'fresh-9'],
    ['both, with a sub that is not a UUID', 'legacy-9::nine', 'sub::username', 'fresh-9::neun'],
    ['a sub whose user has the old sub as new username', oldSub(8), 'sub', newSub(8)],
  ])('writes %s in the form it was found', (_, value, form, to) => {
    expect(judgeOwnerValue(value, lookup)).toEqual({ kind: 'mapped', form, to });
    expect(judgeOwnerValue(to, lookup)).toEqual({ kind: 'current' });
  });

  it.each([
    ['a new sub', newSub(1)],
    ['a new sub with its username', `${newSub(2)}::alice`],
    ['a username that stays the same', 'alice'],
    ['a new username', 'neun'],
  ])('leaves %s, which is current', (_, value) => {
    expect(judgeOwnerValue(value, lookup)).toEqual({ kind: 'current' });
  });

  it.each([
    ['a stranger', stranger],
    ['a stranger with an unknown name', `${stranger}::nobody`],
    ['an empty string', ''],
    ['a sub inside other text', `see ${oldSub(1)}`],
    ['a sub in capitals', oldSub(1).toUpperCase()],
    ['a username in capitals', 'ALICE'],
    ['a placeholder of old resolvers', '___xamznone____'],
    ['text that happens to end in a name', 'team::alice'],
    ['a JSON text', `{"owner":"${oldSub(1)}"}`],
  ])('leaves %s, which is unmapped', (_, value) => {
    expect(judgeOwnerValue(value, lookup)).toEqual({ kind: 'unmapped' });
  });

  it.each([
    ['the halves are two mapped users', `${oldSub(1)}::alice`, 'halves-differ'],
    ['the name is not that of the sub', `${oldSub(1)}::nobody`, 'halves-differ'],
    ['the name is nothing', `${oldSub(1)}::`, 'halves-differ'],
    ['only the sub is new', `${newSub(1)}::user-1`, 'halves-differ'],
    ['only the name is new', `${oldSub(9)}::neun`, 'halves-differ'],
    ['an unknown sub has the name of a mapped user', `${stranger}::alice`, 'halves-differ'],
    ['the sub of one user is the username of another', oldSub(7), 'two-users'],
    ['it reads as one username and as another sub with its name', `${oldSub(11)}::x`, 'two-users'],
    ['sub and username were equal and are not any more', oldSub(4), 'sub-or-username'],
    ['the new username would read as an old sub', 'user-8', 'new-id-is-also-old'],
  ])('reports a conflict when %s', (_, value, code) => {
    expect(judgeOwnerValue(value, lookup)).toEqual({ kind: 'conflict', code });
  });
});
