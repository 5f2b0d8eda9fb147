import { describe, expect, it } from 'vitest';
import { readPasswordHash } from '../../sandbox/cognito/password-hashes/read-password-hash.ts';
import { cheapHash, hashOf } from '../support/make-password-hash.ts';

type Algorithm = Parameters<typeof readPasswordHash>[0];

const read = (algorithm: Algorithm, text: string) => {
  const hash = readPasswordHash(algorithm, text);
  return typeof hash === 'string' ? hash : 'a hash';
};

const isMadeFrom = async (algorithm: Algorithm, text: string, password: string) => {
  const hash = readPasswordHash(algorithm, text);
  if (typeof hash === 'string') throw new Error(hash);
  return hash.isMadeFrom(password);
};

const changed = (text: string, pattern: string | RegExp, to: string): string => {
  const other = text.replace(pattern, to);
  if (other === text) throw new Error('Nothing was changed.');
  return other;
};

const BCRYPT = '$2b$10$CtA.Rcu/szzn9U00wpUjOuN3vrgJRZycv4aOzcP3GzqzO8UDPEFq6';
const SCRYPT =
  '65536$8$1$304dbaef7c5e828dc19c98f0600d18fe$4f69c498c12cd102d057356facf8d77e8d42407090491ea32c5b038f5a18c099';
const ARGON2ID = '$argon2id$v=19$m=19456,t=2,p=1$ko/G5o1ms+ML08P95sQ8DA$AkVbvWSOqz7Hs3qthhWKxicOWnGLN+MBmpwc3emi5VA';
const PBKDF2 = '$pbkdf2-sha256$600000$1XZlmwLQ2hhM3JYuCPiArQ$Pfheg9Zi/v5lXU4yyLA0WFUYEd/rlaVbzrM9oMD6IrA';

describe('a hash', () => {
  it.each<[Algorithm, string]>([
    ['BCRYPT', BCRYPT],
    ['SCRYPT', SCRYPT],
    ['ARGON2ID', ARGON2ID],
    ['PBKDF2_SHA256', PBKDF2],
  ])('is read as AWS’s page writes it: %s', (algorithm, text) => {
    expect(read(algorithm, text)).toBe('a hash');
  });

  it.each<[Algorithm, string, string]>([
    // Of crypt_blowfish, and of Passlib's documentation.
    ['BCRYPT', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
    ['BCRYPT', '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
    ['BCRYPT', '$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
    ['BCRYPT', '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
    [
      'PBKDF2_SHA256',
      '$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk',
      'toomanysecrets',
    ],
    ['SCRYPT', hashOf.scrypt('pässword', 1024, 8, 1), 'pässword'],
    ['ARGON2ID', hashOf.argon2id('pässword', 64, 2, 1), 'pässword'],
  ])('tells its password from others: %s %s', async (algorithm, text, password) => {
    await expect(isMadeFrom(algorithm, text, password)).resolves.toBe(true);
    await expect(isMadeFrom(algorithm, text, `${password} `)).resolves.toBe(false);
    await expect(
      isMadeFrom(algorithm, text, password.toUpperCase() === password ? 'u*u' : password.toUpperCase()),
    ).resolves.toBe(false);
  });

  it.each<[Algorithm, string, string]>([
    ['BCRYPT', changed(BCRYPT, '$10$', '$12$'), 'a hash'],
    ['BCRYPT', changed(BCRYPT, '$10$', '$13$'), 'over the limits'],
    ['SCRYPT', changed(SCRYPT, '65536$', '131072$'), 'over the limits'],
    ['SCRYPT', changed(SCRYPT, '$8$', '$9$'), 'over the limits'],
    ['SCRYPT', changed(SCRYPT, '$1$', '$2$'), 'over the limits'],
    ['ARGON2ID', changed(ARGON2ID, 'm=19456', 'm=19457'), 'over the limits'],
    ['ARGON2ID', changed(ARGON2ID, 't=2', 't=3'), 'over the limits'],
    ['ARGON2ID', changed(ARGON2ID, 'p=1', 'p=2'), 'over the limits'],
    ['PBKDF2_SHA256', changed(PBKDF2, '600000', '600001'), 'over the limits'],
  ])('has parameters up to a maximum: %s %s is %s', (algorithm, text, outcome) => {
    expect(read(algorithm, text)).toBe(outcome);
  });

  it.each<[Algorithm, string, string]>([
    ['BCRYPT', 'of a revision that is none', changed(BCRYPT, '$2b$', '$2c$')],
    ['BCRYPT', 'in upper case', BCRYPT.toUpperCase()],
    ['BCRYPT', 'that is cut off', BCRYPT.slice(0, -1)],
    ['BCRYPT', 'with a cost of one digit', changed(BCRYPT, '$10$', '$9$')],
    ['BCRYPT', 'with a cost below the least', changed(BCRYPT, '$10$', '$03$')],
    ['SCRYPT', 'with an N that is no power of two', changed(SCRYPT, '65536$', '65535$')],
    ['SCRYPT', 'in upper case', SCRYPT.toUpperCase()],
    ['SCRYPT', 'with half a byte', SCRYPT.slice(0, -1)],
    ['ARGON2ID', 'of argon2i', changed(ARGON2ID, 'argon2id', 'argon2i')],
    ['ARGON2ID', 'with padded base64', `${ARGON2ID}=`],
    ['ARGON2ID', 'without its version', changed(ARGON2ID, '$v=19', '')],
    ['ARGON2ID', 'of a version that is none', changed(ARGON2ID, 'v=19', 'v=20')],
    ['ARGON2ID', 'with its parameters in another order', changed(ARGON2ID, 'm=19456,t=2', 't=2,m=19456')],
    ['PBKDF2_SHA256', 'of another digest', changed(PBKDF2, 'sha256', 'sha512')],
    ['PBKDF2_SHA256', 'that is cut off', PBKDF2.slice(0, -4)],
    ['PBKDF2_SHA256', 'without iterations', changed(PBKDF2, '600000', '0')],
    ['PBKDF2_SHA256', 'that is a password', 'Correct-horse-7'],
  ])('of %s is malformed %s', (algorithm, _what, text) => {
    expect(read(algorithm, text)).toBe('malformed');
  });

  it('of another algorithm than expected is known as that', () => {
    const algorithms = Object.keys(cheapHash) as Algorithm[];
    for (const made of algorithms) {
      const text = cheapHash[made]('any');
      for (const expected of algorithms) {
        expect(read(expected, text)).toBe(made === expected ? 'a hash' : 'of another algorithm');
      }
    }
  });

  it('that cannot be computed here is refused by name at the sign-in, not before', async () => {
    const old = changed(ARGON2ID, 'v=19', 'v=16');
    const faulty = '$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

    await expect(isMadeFrom('ARGON2ID', old, 'any')).rejects.toThrow('does not serve');
    await expect(isMadeFrom('BCRYPT', faulty, 'pässword')).rejects.toThrow('does not serve');
  });
});
