import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashLogin } from '../../core/identity/login-hash.ts';

describe('hashLogin', () => {
  it('gives the value that rows of earlier versions were written with', () => {
    expect(hashLogin('k'.repeat(32), 'ada@example.com')).toMatchInlineSnapshot(
      `"np0QDSwBf7aD-8BObjg6ROuEHoQR0h9dImqb1XQTEQc"`,
    );
  });

  it('tells any two names and any two keys apart', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (key, one, other) => {
        fc.pre(one !== other);
        expect(hashLogin(key, one)).not.toBe(hashLogin(key, other));
        expect(hashLogin(`${key}x`, one)).not.toBe(hashLogin(key, one));
      }),
    );
  });

  it('is 43 characters that need no escaping anywhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(hashLogin('key', name)).toMatch(/^[\w-]{43}$/);
      }),
    );
  });
});
