import type { Random } from '../random.ts';
import { awkwardAddresses, awkwardNames, nonLatinNames } from './names.ts';
import { emailOf, type Kind, type Person } from './person.ts';

type Twist = (from: {
  readonly random: Random;
  readonly person: Person;
  /** The other half of a pair, where this is the second. */
  readonly firstOfPair: Person | undefined;
  /** How many of this kind came before. */
  readonly index: number;
}) => Partial<Person>;

/** What makes an ordinary person one of each kind. */
export const twists: Readonly<Record<Kind, Twist>> = {
  ordinary: () => ({}),
  comma: ({ person, index }) =>
    withAttributes(person, { name: at(awkwardNames.comma, index), address: at(awkwardAddresses.comma, index) }),
  quote: ({ person, index }) => withAttributes(person, { name: at(awkwardNames.quote, index) }),
  newline: ({ person, index }) => withAttributes(person, { address: at(awkwardAddresses.newline, index) }),
  'non-latin': ({ person, index }) => withAttributes(person, { name: at(nonLatinNames, index) }),
  'mixed-case-address': ({ person }) => withAttributes(person, { email: capitalised(emailOf(person) ?? '') }),
  'unverified-phone': ({ person, random }) =>
    withAttributes(person, {
      phone_number: `+4477009${random.integer(10_000, 99_999)}`,
      phone_number_verified: 'false',
    }),
  // The source tells "Nina" from "nina"; their owner values must not be mixed up on the way.
  'twin-username': ({ firstOfPair }) =>
    firstOfPair === undefined ? {} : { username: capitalised(firstOfPair.username) },
  // Ten characters, as the schema of every pool asks; whether Cognito ever looked closer nobody says.
  'odd-birthdate': ({ person }) => withAttributes(person, { birthdate: '31.12.1990' }),
  'shared-address': ({ person, firstOfPair }) =>
    firstOfPair === undefined ? {} : withAttributes(person, { email: emailOf(firstOfPair) ?? '' }),
  'shared-address-by-case': ({ person, firstOfPair }) =>
    firstOfPair === undefined ? {} : withAttributes(person, { email: capitalised(emailOf(firstOfPair) ?? '') }),
  'unverified-address': ({ person }) => withAttributes(person, { email_verified: 'false' }),
  'no-address': ({ person }) => ({
    attributes: Object.fromEntries(Object.entries(person.attributes).filter(([name]) => !name.startsWith('email'))),
  }),
  disabled: () => ({ enabled: false }),
  federated: ({ person, random }) => {
    const userId = String(random.integer(100_000_000, 999_999_999));
    const identity = { userId, providerName: 'Google', providerType: 'Google', issuer: null, primary: true };
    return {
      ...withAttributes(person, {
        email_verified: 'false',
        identities: JSON.stringify([{ ...identity, dateCreated: person.createdAtMs }]),
      }),
      username: `Google_${userId}`,
      status: 'EXTERNAL_PROVIDER',
    };
  },
  unconfirmed: ({ person }) => ({ ...withAttributes(person, { email_verified: 'false' }), status: 'UNCONFIRMED' }),
  'temporary-password': () => ({ status: 'FORCE_CHANGE_PASSWORD' }),
  'reset-required': () => ({ status: 'RESET_REQUIRED' }),
};

const withAttributes = (person: Person, attributes: Record<string, string>): Partial<Person> => ({
  attributes: { ...person.attributes, ...attributes },
});

const capitalised = (text: string): string =>
  text.replace(/(^|[._@-])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());

const at = (values: readonly string[], index: number): string => values[index % values.length] ?? '';
