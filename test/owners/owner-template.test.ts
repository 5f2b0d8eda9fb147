import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeOwnerValue } from '../../core/owners/judge-owner-value.ts';
import {
  type OwnerTemplate,
  parseOwnerTemplate,
  renderTemplate,
  visitReadings,
} from '../../core/owners/owner-template.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';

const template = (text: string): OwnerTemplate => {
  const parsed = parseOwnerTemplate(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.template;
};
const readingsOf = (text: string, value: string) => {
  const readings: (readonly [string | undefined, string | undefined])[] = [];
  visitReadings(template(text), value, (sub, username) => readings.push([sub, username]));
  return readings;
};

const stranger = '99999999-0000-4000-8000-000000000000';
const lookup = lookupOf(
  pairOf(1),
  pairOf(2, { oldUsername: 'alice', newUsername: 'alice' }),
  pairOf(3, { oldUsername: 'a::b', newUsername: 'ab' }),
  pairOf(4, { oldUsername: oldSub(4), newUsername: 'dora' }),
  pairOf(5, { oldSub: 'legacy-5', newSub: 'fresh-5', oldUsername: 'five', newUsername: 'fünf' }),
  pairOf(6, { oldUsername: 'b', newUsername: 'bert' }),
  pairOf(7, { oldUsername: 'USER#b', newUsername: 'sieben' }),
);

describe('parseOwnerTemplate', () => {
  it.each([
    ['{sub}', 'sub'],
    ['{username}', 'username'],
    ['USER#{sub}', 'sub'],
    ['tenant/7/{username}/profile', 'username'],
    ['{sub}::{username}', 'sub::username'],
    ['{username}|{sub}!', 'sub::username'],
  ])('reads %s', (text, form) => {
    expect(parseOwnerTemplate(text)).toMatchObject({ ok: true, template: { text, form } });
  });

  it.each([
    ['USER#', 'names neither {sub} nor {username}'],
    ['{email}', 'names "{email}"'],
    ['{Sub}', 'names "{Sub}"'],
    ['{}', 'names "{}"'],
    ['{sub}{username}', 'has nothing between {sub} and {username}, so that nobody can tell where one ends'],
    ['{sub}#{sub}', 'names {sub} more than once'],
    ['{sub}#{username}#{sub}', 'more than once'],
    ['{sub', 'has a brace that belongs to no placeholder'],
    ['{{sub}}', 'has a brace that belongs to no placeholder'],
  ])('refuses %s with the reason', (text, reason) => {
    expect(parseOwnerTemplate(text)).toEqual({ ok: false, problem: expect.stringContaining(reason) });
  });
});

describe('a template', () => {
  /** Text around placeholders, and names, may look like one another. */
  const text = fc.stringMatching(/^[ab:#/-]{0,4}$/);
  const id = fc.oneof(fc.uuid(), fc.stringMatching(/^[ab:#/-]{1,6}$/));

  it('reads what it rendered, whatever its text and the ids are', () => {
    fc.assert(
      fc.property(text, text, text, fc.constantFrom('sub', 'username', 'both', 'reversed'), id, id, (...values) => {
        const [before, between, after, kind, sub, username] = values;
        const one = kind === 'username' ? '{username}' : '{sub}';
        const two = kind === 'both' ? `{sub}${between}{username}` : `{username}${between}{sub}`;
        const written = `${before}${kind === 'both' || kind === 'reversed' ? two : one}${after}`;
        const parsed = parseOwnerTemplate(written);
        if (!parsed.ok) {
          expect(between).toBe('');
          return;
        }
        const expected = [kind === 'username' ? undefined : sub, kind === 'sub' ? undefined : username];

        const readings = readingsOf(written, renderTemplate(parsed.template, { sub, username }));

        expect(readings).toContainEqual(expected);
        if (kind === 'sub' || kind === 'username') expect(readings).toEqual([expected]);
      }),
      { numRuns: 500 },
    );
  });

  it('reads only values that have its text, with something in between', () => {
    expect(readingsOf('USER#{sub}!', 'USER#x!')).toEqual([['x', undefined]]);
    for (const value of ['USER#!', 'USER#x', 'user#x!', 'xUSER#x!', ''])
      expect(readingsOf('USER#{sub}!', value)).toEqual([]);
    // Prefix and suffix do not share letters.
    expect(readingsOf('aa{sub}aa', 'aaa')).toEqual([]);
  });
});

describe('judging by a template', () => {
  it.each([
    ['USER#{sub}', `USER#${oldSub(1)}`, `USER#${newSub(1)}`],
    ['USER#{sub}', 'USER#legacy-5', 'USER#fresh-5'],
    ['u/{username}/x', 'u/user-1/x', `u/${newSub(1)}/x`],
    ['u/{username}/x', 'u/a::b/x', 'u/ab/x'],
    ['{sub}::{username}', `${oldSub(3)}::a::b`, `${newSub(3)}::ab`],
    ['{username}::{sub}', `a::b::${oldSub(3)}`, `ab::${newSub(3)}`],
    ['{sub}-{username}', `${oldSub(2)}-alice`, `${newSub(2)}-alice`],
  ])('writes %s in the form it was found', (text, value, to) => {
    const verdict = judgeOwnerValue(value, lookup, [template(text)]);

    expect(verdict).toMatchObject({ kind: 'mapped', to });
    expect(judgeOwnerValue(to, lookup, [template(text)])).toEqual({ kind: 'current' });
  });

  it.each([
    ['USER#{sub}', oldSub(1)],
    ['USER#{sub}', 'USER#user-1'],
    ['USER#{sub}', `USER#${stranger}`],
    ['USER#{sub}', `ORG#${oldSub(1)}`],
    ['{sub}', 'user-1'],
    ['{username}', oldSub(1)],
  ])('of %s leaves what is not built like that', (text, value) => {
    expect(judgeOwnerValue(value, lookup, [template(text)])).toEqual({ kind: 'unmapped' });
  });

  it.each([
    ['the halves are two users', '{username}/{sub}', `alice/${oldSub(1)}`, 'halves-differ'],
    ['the sub is somebody and the name is nobody', '{sub}/{username}', `${oldSub(1)}/nobody`, 'halves-differ'],
  ])('reports a conflict when %s', (_, text, value, code) => {
    expect(judgeOwnerValue(value, lookup, [template(text)])).toEqual({ kind: 'conflict', code });
  });

  it('settles whether a value was the sub or the username, which nothing else can', () => {
    expect(judgeOwnerValue(oldSub(4), lookup)).toEqual({ kind: 'conflict', code: 'sub-or-username' });
    expect(judgeOwnerValue(oldSub(4), lookup, [template('{sub}')])).toMatchObject({ to: newSub(4) });
    expect(judgeOwnerValue(oldSub(4), lookup, [template('{username}')])).toMatchObject({ to: 'dora' });
  });

  it('of several templates takes the one that fits, and none when they name two users', () => {
    const both = [template('USER#{username}'), template('{username}')];

    expect(judgeOwnerValue('USER#alice', lookup, both)).toEqual({ kind: 'current' });
    expect(judgeOwnerValue('USER#user-1', lookup, both)).toMatchObject({ to: `USER#${newSub(1)}` });
    expect(judgeOwnerValue('five', lookup, both)).toMatchObject({ to: 'fünf' });
    expect(judgeOwnerValue('USER#b', lookup, both)).toEqual({ kind: 'conflict', code: 'two-users' });
  });
});
