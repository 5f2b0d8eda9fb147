import type { Kind } from './cast/person.ts';
import type { Evidence } from './evidence.ts';
import { crossedPeople } from './invariants/crossed-people.ts';

export type Outcome = 'lazily' | 'by import' | 'stayed';

const inWords: Readonly<Record<Kind, string>> = {
  ordinary: 'nothing special',
  comma: 'a comma in name and address',
  quote: 'quotes in the name',
  newline: 'a line break in the address',
  'non-latin': 'a name in another script',
  'mixed-case-address': 'capitals in the e-mail address',
  'unverified-phone': 'a phone number never verified',
  'twin-username': "somebody else's username but for its case",
  'odd-birthdate': 'a birthdate that is none',
  'shared-address': "somebody else's address",
  'shared-address-by-case': "somebody else's address but for its case",
  'unverified-address': 'an address never verified',
  'no-address': 'no address',
  disabled: 'disabled',
  federated: 'federated',
  unconfirmed: 'UNCONFIRMED',
  'temporary-password': 'FORCE_CHANGE_PASSWORD',
  'reset-required': 'RESET_REQUIRED',
};

export type KindOutcomes = { readonly kind: string; readonly count: Readonly<Record<Outcome, number>> };

/** What came of the people of each kind, in the order in which the cast has them. */
export const countOutcomes = (evidence: Evidence): KindOutcomes[] => {
  const ways = new Map<string, Outcome>(crossedPeople(evidence).map(({ person, way }) => [person.sub, way]));
  return Object.entries(inWords).flatMap(([kind, words]) => {
    const people = evidence.people.filter((person) => person.kind === kind);
    const count = { lazily: 0, 'by import': 0, stayed: 0 };
    for (const { sub } of people) count[ways.get(sub) ?? 'stayed'] += 1;
    return people.length === 0 ? [] : [{ kind: words, count }];
  });
};
