import { describe, expect, it } from 'vitest';
import { readText } from '../../core/discover/read-text.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';

const lookup = lookupOf(pairOf(1), pairOf(2), pairOf(3, { oldUsername: 'us::er', newUsername: 'us::er' }));

const shown = (text: string) => {
  const reading = readText(text, lookup);
  if (reading.kind === 'whole') return `whole ${reading.form}`;
  return reading.kind === 'part' ? `part ${reading.pattern}` : reading.kind;
};

describe('a text of an item', () => {
  it.each([
    ['a sub', oldSub(1), 'whole sub'],
    ['a username', 'user-1', 'whole username'],
    ['both', `${oldSub(1)}::user-1`, 'whole sub::username'],
    ['both, where the username has the separator', `${oldSub(3)}::us::er`, 'whole sub::username'],
    ['both, of two users', `${oldSub(1)}::user-2`, 'conflict'],
    ['a new sub', newSub(1), 'current'],
    ['a username that stays', 'us::er', 'current'],
    ['a key with a prefix', `USER#${oldSub(1)}`, 'part USER#{sub}'],
    ['a key with a prefix and both', `USER#${oldSub(1)}::user-1`, 'part USER#{sub}::{username}'],
    ['a key with a username', 'user/user-1', 'part user/{username}'],
    ['a key without a joint', `user_${oldSub(1)}`, 'part user_{sub}'],
    ['a key with something else', `USER#${oldSub(1)}#2026-01-01`, 'part USER#{sub}#*'],
    ['a key with two users', `${oldSub(1)}#${oldSub(2)}`, 'part {sub}#{sub}'],
    ['a key with two users that contradict themselves', `A#${oldSub(1)}::user-2`, 'conflict'],
    ['a key of a new user', `USER#${newSub(1)}`, 'current'],
    ['a sub in prose', `shared by ${oldSub(1)}, yesterday`, 'part *{sub}*'],
    ['a username in prose', 'shared by user-1', 'none'],
    ['a username as a part of a word', 'user-11', 'none'],
    ['JSON with a sub', JSON.stringify({ by: { id: oldSub(1) } }), 'json'],
    ['JSON with a sub as a key', JSON.stringify({ [oldSub(1)]: true }), 'json'],
    ['JSON in JSON', JSON.stringify([JSON.stringify({ by: 'user-1' })]), 'json'],
    ['JSON without ids', JSON.stringify({ by: 'somebody' }), 'none'],
    ['JSON that is made to be deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'none'],
    ['what only begins like JSON', `{USER#${oldSub(1)}`, 'part *#{sub}'],
    ['somebody’s sub who is not in the map', oldSub(9), 'none'],
    ['nothing', '', 'none'],
  ])('that is %s is read as such', (_what, text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});
