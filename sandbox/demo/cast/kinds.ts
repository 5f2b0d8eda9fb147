import type { Kind } from './person.ts';

type KindFacts = {
  /** How many of every hundred users. */
  readonly per100: number;
  readonly least: number;
  /** People come in groups of this size (those who share an address, or a username but for its case). */
  readonly groupOf: number;
};

/** Every trouble of a real pool, and how often it comes. Whoever is left is ordinary. */
export const troubles: Readonly<Record<Exclude<Kind, 'ordinary'>, KindFacts>> = {
  comma: { per100: 4, least: 2, groupOf: 1 },
  quote: { per100: 2, least: 1, groupOf: 1 },
  newline: { per100: 3, least: 2, groupOf: 1 },
  'non-latin': { per100: 6, least: 2, groupOf: 1 },
  'mixed-case-address': { per100: 4, least: 2, groupOf: 1 },
  'unverified-phone': { per100: 4, least: 2, groupOf: 1 },
  'twin-username': { per100: 4, least: 2, groupOf: 2 },
  'odd-birthdate': { per100: 2, least: 1, groupOf: 1 },
  'shared-address': { per100: 4, least: 2, groupOf: 2 },
  'shared-address-by-case': { per100: 4, least: 2, groupOf: 2 },
  'unverified-address': { per100: 5, least: 1, groupOf: 1 },
  'no-address': { per100: 2, least: 1, groupOf: 1 },
  disabled: { per100: 4, least: 1, groupOf: 1 },
  federated: { per100: 4, least: 1, groupOf: 1 },
  unconfirmed: { per100: 4, least: 1, groupOf: 1 },
  'temporary-password': { per100: 3, least: 1, groupOf: 1 },
  'reset-required': { per100: 2, least: 1, groupOf: 1 },
};

const ordinaryAtLeast = 4;

const troubleKinds = Object.keys(troubles) as (keyof typeof troubles)[];

export const fewestUsers = troubleKinds.reduce((sum, kind) => sum + troubles[kind].least, ordinaryAtLeast);

/** The kind of each of `users` people, groups side by side, ordinary people first. */
export const kindsFor = (users: number): Kind[] => {
  if (!Number.isInteger(users) || users < fewestUsers) {
    throw new RangeError(`A cast with every trouble in it needs at least ${fewestUsers} users, not ${users}.`);
  }
  const troubled = troubleKinds.flatMap((kind): Kind[] => {
    const { per100, least, groupOf } = troubles[kind];
    const wanted = users < 60 ? least : Math.round((per100 * users) / 100);
    const groups = Math.max(Math.floor(wanted / groupOf), least / groupOf);
    return Array.from({ length: groups * groupOf }, () => kind);
  });
  return [...Array.from({ length: users - troubled.length }, (): Kind => 'ordinary'), ...troubled];
};
