import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findHashProblem,
  type PasswordHashingAlgorithm,
  passwordHashingAlgorithms,
} from '../../core/import-csv/password-hash.ts';
import { cheapHash } from '../support/make-password-hash.ts';

const salt22 = 'abcdefghijklmnopqrstuu';
const hash31 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ01234';
const bcrypt = (head: string) => `${head}$${salt22}${hash31}`;
const hex = '00112233445566778899aabbccddeeff';
/** 16 and 32 bytes. */
const b64 = { salt: 'MDEyMzQ1Njc4OWFiY2RlZg', tag: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' };

const argon2id = (parameters: string, version = 'v=19', { salt, tag } = b64) =>
  `$argon2id$${version}$${parameters}$${salt}$${tag}`;
const pbkdf2 = (iterations: string, { salt, tag } = b64) => `$pbkdf2-sha256$${iterations}$${salt}$${tag}`;

describe('a password hash', () => {
  it.each<[PasswordHashingAlgorithm, string, string]>([
    ['BCRYPT', 'of version 2a', bcrypt('$2a$10')],
    ['BCRYPT', 'of version 2b', bcrypt('$2b$04')],
    ['BCRYPT', 'of version 2x', bcrypt('$2x$10')],
    ['BCRYPT', 'of version 2y, at the limit', bcrypt('$2y$12')],
    ['SCRYPT', 'at the limits', `65536$8$1$${hex}$${hex}${hex}`],
    ['SCRYPT', 'with small parameters', `2$1$1$${hex}$${hex}`],
    ['ARGON2ID', 'at the limits', argon2id('m=19456,t=2,p=1')],
    ['ARGON2ID', 'with small parameters', argon2id('m=8,t=1,p=1')],
    ['PBKDF2_SHA256', 'at the limit', pbkdf2('600000')],
    ['PBKDF2_SHA256', 'with a full stop for 62', pbkdf2('1000', { ...b64, tag: `.${b64.tag.slice(1)}` })],
    ['PBKDF2_SHA256', 'with a plus for 62', pbkdf2('1000', { ...b64, tag: `+${b64.tag.slice(1)}` })],
  ])('by %s is taken %s', (algorithm, _what, hash) => {
    expect(findHashProblem(hash, algorithm)).toBeUndefined();
  });

  const malformed = (algorithm: string) => `does not have the form of a hash by ${algorithm}`;
  const above = (limit: string) => `was made with more than Cognito takes: ${limit}`;
  it.each<[PasswordHashingAlgorithm, string, string, string]>([
    ['BCRYPT', 'of an unknown version', bcrypt('$2z$10'), malformed('BCRYPT')],
    ['BCRYPT', 'of version 2', bcrypt('$2$10'), malformed('BCRYPT')],
    ['BCRYPT', 'with a cost of one digit', bcrypt('$2b$9'), malformed('BCRYPT')],
    ['BCRYPT', 'with a cost that bcrypt does not have', bcrypt('$2b$03'), malformed('BCRYPT')],
    ['BCRYPT', 'above the limit', bcrypt('$2b$13'), above('cost is above 12')],
    ['BCRYPT', 'cut short', bcrypt('$2b$10').slice(0, -1), malformed('BCRYPT')],
    ['BCRYPT', 'followed by something', `${bcrypt('$2b$10')}=`, malformed('BCRYPT')],
    ['BCRYPT', 'in capital letters', bcrypt('$2B$10'), malformed('BCRYPT')],
    ['BCRYPT', 'of another algorithm', pbkdf2('1000'), 'has the form of a hash by PBKDF2_SHA256, not by BCRYPT'],
    ['BCRYPT', 'that is a password', 'correct horse', malformed('BCRYPT')],
    ['SCRYPT', 'with an N that is no power of two', `3$1$1$${hex}$${hex}`, malformed('SCRYPT')],
    ['SCRYPT', 'with an N of 1', `1$1$1$${hex}$${hex}`, malformed('SCRYPT')],
    [
      'SCRYPT',
      'with more than all limits',
      `131072$9$2$${hex}$${hex}`,
      above('N is above 65536, r is above 8, p is above 1'),
    ],
    ['SCRYPT', 'with half a byte', `2$1$1$${hex}0$${hex}`, malformed('SCRYPT')],
    ['SCRYPT', 'in capital hexadecimals', `2$1$1$${hex.toUpperCase()}$${hex}`, malformed('SCRYPT')],
    ['SCRYPT', 'without a salt', `2$1$1$$${hex}`, malformed('SCRYPT')],
    ['SCRYPT', 'with leading zeros', `02$1$1$${hex}$${hex}`, malformed('SCRYPT')],
    ['ARGON2ID', 'by argon2i', argon2id('m=8,t=1,p=1').replace('argon2id', 'argon2i'), malformed('ARGON2ID')],
    ['ARGON2ID', 'without a version', argon2id('m=8,t=1,p=1').replace('$v=19', ''), malformed('ARGON2ID')],
    [
      'ARGON2ID',
      'of the old version',
      argon2id('m=8,t=1,p=1', 'v=16'),
      'is of another version of Argon2 than 1.3 (v=19)',
    ],
    ['ARGON2ID', 'with parameters in another order', argon2id('t=1,m=8,p=1'), malformed('ARGON2ID')],
    [
      'ARGON2ID',
      'above all limits',
      argon2id('m=19457,t=3,p=2'),
      above('m is above 19456, t is above 2, p is above 1'),
    ],
    ['ARGON2ID', 'with less memory than its lanes need', argon2id('m=7,t=1,p=1'), malformed('ARGON2ID')],
    ['ARGON2ID', 'with padding', `${argon2id('m=8,t=1,p=1')}=`, malformed('ARGON2ID')],
    [
      'ARGON2ID',
      'with a salt that is too short',
      argon2id('m=8,t=1,p=1', 'v=19', { ...b64, salt: 'AAAA' }),
      malformed('ARGON2ID'),
    ],
    ['PBKDF2_SHA256', 'above the limit', pbkdf2('600001'), above('iterations is above 600000')],
    ['PBKDF2_SHA256', 'without iterations', pbkdf2('0'), malformed('PBKDF2_SHA256')],
    [
      'PBKDF2_SHA256',
      'of another length than SHA-256',
      pbkdf2('1', { ...b64, tag: 'AAAA' }),
      malformed('PBKDF2_SHA256'),
    ],
    [
      'PBKDF2_SHA256',
      'in both alphabets at once',
      pbkdf2('1', { ...b64, tag: `.+${b64.tag.slice(2)}` }),
      malformed('PBKDF2_SHA256'),
    ],
    ['PBKDF2_SHA256', 'with padding', `${pbkdf2('1')}=`, malformed('PBKDF2_SHA256')],
    ['PBKDF2_SHA256', 'by SHA-512', pbkdf2('1').replace('sha256', 'sha512'), malformed('PBKDF2_SHA256')],
  ])('by %s is refused %s', (algorithm, _what, hash, problem) => {
    expect(findHashProblem(hash, algorithm)).toBe(problem);
  });

  it('of one algorithm is never taken for one of another, and nothing of it is said', () => {
    const one = fc.constantFrom(...passwordHashingAlgorithms);
    fc.assert(
      fc.property(one, one, fc.string(), (made, meant, password) => {
        const hash = cheapHash[made](password);
        const problem = findHashProblem(hash, meant);

        if (made === meant) return problem === undefined;
        return problem === `has the form of a hash by ${made}, not by ${meant}`;
      }),
      { numRuns: 60 },
    );
  });

  it('that lost or won a character anywhere in its head is not taken', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...passwordHashingAlgorithms),
        fc.nat(5),
        fc.constantFrom('', ' ', '$', '\\'),
        (made, at, put) => {
          const hash = cheapHash[made]('password');
          const spoiled = `${hash.slice(0, at)}${put}${hash.slice(put === '' ? at + 1 : at)}`;
          // Without its first digit a parameter is another parameter.
          if (made === 'SCRYPT' && put === '') return;

          expect(findHashProblem(spoiled, made)).toBeDefined();
        },
      ),
    );
  });
});
