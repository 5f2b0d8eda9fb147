import { createRandom, type Random } from '../random.ts';
import { kindsFor } from './kinds.ts';
import { createNames, type Name } from './make-names.ts';
import type { Person } from './person.ts';
import { twists } from './twists.ts';

/** The day the demo plays on, as far as its data go: nothing in the cast depends on the clock. */
export const demoDayMs = Date.UTC(2026, 5, 1);

const dayMs = 86_400_000;

/** The users of the source pool: the same seed and number give the same people, in the order they signed up. */
export const makePeople = (seed: string, users: number): Person[] => {
  const random = createRandom(seed, 'people');
  const names = createNames(random);
  const people: Person[] = [];
  for (const kind of kindsFor(users)) {
    const sameKind = people.filter((person) => person.kind === kind);
    const firstOfPair = sameKind.length % 2 === 1 ? sameKind.at(-1) : undefined;
    const ordinary = makeOrdinary(random, names.next());
    people.push({
      ...ordinary,
      kind,
      ...twists[kind]({ random, person: ordinary, firstOfPair, index: sameKind.length }),
    });
  }
  return people.sort((a, b) => a.createdAtMs - b.createdAtMs || (a.username < b.username ? -1 : 1));
};

const makeOrdinary = (random: Random, name: Name): Person => ({
  username: name.username,
  kind: 'ordinary',
  password: `${random.pick(['Falcon', 'Harbour', 'Meadow', 'Copper'])}-${name.family.toLowerCase()}-${random.integer(100, 999)}!`,
  attributes: {
    name: name.display,
    email: name.address,
    email_verified: 'true',
    ...(random.chance(0.4)
      ? { phone_number: `+4477009${random.integer(10_000, 99_999)}`, phone_number_verified: 'true' }
      : {}),
    ...(random.chance(0.5) ? { birthdate: makeBirthdate(random) } : {}),
    ...(random.chance(0.3) ? { locale: random.pick(['en', 'de', 'pt-BR', 'fr']) } : {}),
    'custom:plan': random.pick(['free', 'free', 'plus', 'fleet']),
    'custom:points': String(random.integer(0, 5000)),
  },
  status: 'CONFIRMED',
  enabled: true,
  createdAtMs: demoDayMs - random.integer(30, 2400) * dayMs + random.integer(0, dayMs - 1),
  groups: random.chance(0.06) ? ['fleet-managers'] : [],
});

const makeBirthdate = (random: Random): string =>
  [random.integer(1940, 2008), random.integer(1, 12), random.integer(1, 28)]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
