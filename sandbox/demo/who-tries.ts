import type { Kind, SeededPerson } from './cast/person.ts';
import { isEmailVerified } from './cast/person.ts';
import type { RefusalReason } from './evidence.ts';

/** Why the target must not let these people in, even with the right password. Kinds that are absent may cross lazily. */
const refusedKinds: Readonly<Partial<Record<Kind, RefusalReason>>> = {
  'shared-address': 'shared address',
  'shared-address-by-case': 'shared address',
  'unverified-address': 'unverified address',
  disabled: 'disabled',
  federated: 'federated',
  unconfirmed: 'unconfirmed',
  'temporary-password': 'temporary password',
  'reset-required': 'reset required',
};

export const mustBeRefused = (person: SeededPerson): RefusalReason | undefined => refusedKinds[person.kind];

const mayCross = (person: SeededPerson): boolean =>
  mustBeRefused(person) === undefined && person.attributes.email !== undefined && isEmailVerified(person);

/** About half of those who can: every kind is seen on both ways across, where there are two of it. */
export const lazyPeople = (people: readonly SeededPerson[]): SeededPerson[] => {
  const met = new Map<Kind, number>();
  return people.filter((person) => {
    if (!mayCross(person)) return false;
    const before = met.get(person.kind) ?? 0;
    met.set(person.kind, before + 1);
    return before % 2 === 0;
  });
};

/** What people type now: the address, and nobody types capitals. */
export const typedAddress = (person: SeededPerson): string => (person.attributes.email ?? '').toLowerCase();
