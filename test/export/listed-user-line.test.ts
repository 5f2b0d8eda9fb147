import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeNames } from '../../core/export/listing/attribute-name-list.ts';
import { attemptOf, toListedUser, toListedUserLine } from '../../core/export/listing/listed-user-line.ts';
import { standardAttributes } from '../../core/users/standard-attributes.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { buildUser } from '../support/user-builders.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '[', '[x]', '\t', 'a\tb', '\n', '\r\n', '\\', '"', '\ud800', '\udc00x', '😀', 'true'),
);

const user: fc.Arbitrary<UserRecord> = fc
  .record({
    sub: fc.uuid(),
    username: text,
    status: fc.constantFrom('CONFIRMED', 'A_STATUS_OF\tTOMORROW'),
    enabled: fc.boolean(),
    createdAtMs: fc.nat(),
    lastModifiedAtMs: fc.nat(),
    attributes: fc.array(
      fc.tuple(fc.oneof(fc.constantFrom('email', 'name', 'a', 'a,b', 'custom:a', 'custom:é,'), text), text),
      {
        maxLength: 5,
      },
    ),
  })
  .map(({ attributes, ...rest }) => ({ ...rest, attributes: new Map(attributes) }));

describe('the names in a line', () => {
  it('have the letters that kept listings have: another order needs another name of the checkpoint', () => {
    expect(encodeNames(standardAttributes)).toBe('a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s');
    expect(
      ['name', 'email', 'email_verified', 'phone_number', 'updated_at'].map((name) => encodeNames([name])),
    ).toEqual(['a', 'j', 'k', 'p', 's']);
  });
});

describe('the line of a listed user', () => {
  it('gives back the user and the attempt, whatever their values hold', () => {
    fc.assert(
      fc.property(user, fc.integer({ min: 1, max: 300 }), (listed, attempt) => {
        const line = toListedUserLine(listed, attempt);
        expect(toListedUser(line)).toEqual(listed);
        expect(attemptOf(line)).toBe(attempt);
      }),
    );
  });

  it('has nothing that a file of lines would lose', () => {
    fc.assert(
      fc.property(user, (listed) => {
        const { text: line } = toListedUserLine(listed, 1);
        expect(line).not.toContain('\n');
        expect(line.isWellFormed()).toBe(true);
      }),
    );
  });

  it('takes only the attributes that are asked for, never a value for a name', () => {
    const listed = buildUser(1, { attributes: { nickname: 'email', name: 'x' } });
    const { attributes } = toListedUser(toListedUserLine(listed, 1), new Set(['email']));
    expect([...attributes]).toEqual([['email', 'user1@example.com']]);
  });
});
