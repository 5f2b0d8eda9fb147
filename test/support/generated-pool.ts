import { createHash } from 'node:crypto';

export type GeneratedPool = {
  readonly size: number;
  /** The n-th user by sub, as ListUsers writes them. */
  readonly user: (n: number) => string;
  /** Numbers of the users whose sub begins like that: from the first to before the last. */
  readonly range: (prefix: string) => readonly [from: number, to: number];
};

/**
 * A pool of any size that holds nobody: a user is made from their number whenever a page asks for them. Numbers go up
 * with subs, so that a prefix of subs is a range of numbers.
 */
export const createGeneratedPool = (size: number): GeneratedPool => {
  const step = 2 ** 32 / size;
  const head = (n: number) => Math.floor(n * step);
  const firstFrom = (value: number) => {
    let n = Math.max(0, Math.floor(value / step) - 1);
    while (n < size && head(n) < value) n += 1;
    return n;
  };
  return {
    size,
    user(n) {
      const sub = subOf(head(n), n);
      const created = 1_600_000_000 + n;
      const attributes = attributesOf(n)
        .map(([name, value]) => `{"Name":"${name}","Value":"${value}"}`)
        .join(',');
      return (
        `{"Username":"user-${n}","Attributes":[{"Name":"sub","Value":"${sub}"},${attributes}],` +
        `"UserCreateDate":${created},"UserLastModifiedDate":${created + 1000},"Enabled":${n % 50 !== 7},` +
        `"UserStatus":"${n % 40 === 3 ? 'UNCONFIRMED' : 'CONFIRMED'}"}`
      );
    },
    range(prefix) {
      const from = Number.parseInt(prefix.padEnd(8, '0'), 16);
      const to = Number.parseInt(prefix, 16) + 1;
      const isLast = /^f+$/.test(prefix);
      return [firstFrom(from), isLast ? size : firstFrom(to * 16 ** (8 - prefix.length))];
    },
  };
};

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

const subOf = (head: number, n: number) =>
  `${hex(head, 8)}-${hex(n % 65_536, 4)}-4000-8${hex(n % 4096, 3)}-${hex(n, 12)}`;

/** Every 97th user has the address of the one before. */
const attributesOf = (n: number): readonly (readonly [string, string])[] => [
  ['email_verified', 'true'],
  ['email', `someone.${n % 97 === 1 ? n - 1 : n}@example.com`],
  ['name', `Someone, Number ${n}`],
  ['given_name', 'Someone'],
  ['family_name', `Number ${n}`],
  ['phone_number_verified', 'true'],
  ['phone_number', `+1234${String(n % 10_000_000).padStart(7, '0')}`],
  ['locale', 'en-GB'],
  ['zoneinfo', 'Europe/London'],
  ['custom:plan', n % 3 === 0 ? 'gold' : 'silver'],
];

/** For an order of the whole pool that is not that of subs: a step that meets every number once. */
export const strideOf = (size: number): number => {
  let stride = Math.max(1, createHash('sha256').update(String(size)).digest().readUInt32BE(0) % size);
  while (greatestCommonDivisor(stride, size) !== 1) stride += 1;
  return stride;
};

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
