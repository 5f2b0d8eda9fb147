import { createRandom, type Random } from '../random.ts';
import { demoDayMs } from './make-people.ts';
import type { SeededPerson } from './person.ts';

/** An attribute value as DynamoDB's wire has it; only the types that the app writes. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly L: readonly AttributeValue[] };

export type Item = Readonly<Record<string, AttributeValue>>;

export type AppItems = { readonly User: Item[]; readonly Vehicle: Item[]; readonly Receipt: Item[] };

/** The rows of the app's three models: who wrote them, and in which of the forms an Amplify app leaves behind. */
export const makeItems = (seed: string, people: readonly SeededPerson[]): AppItems => {
  const random = createRandom(seed, 'items');
  const vehicles = people.flatMap((person) => makeVehicles(random, person, people));
  return {
    User: people.map((person) => makeProfile(random, person)),
    Vehicle: [...vehicles, ...makeOrphans(random, 'Vehicle', Math.ceil(people.length / 12))],
    Receipt: [
      ...people.flatMap((person) => makeReceipts(random, person, vehicles)),
      ...makeOrphans(random, 'Receipt', Math.ceil(people.length / 4)),
    ],
  };
};

const string = (value: string): AttributeValue => ({ S: value });

/**
 * The app's first years wrote the bare username, a resolver of its own the bare sub, and everything since
 * `sub::username`; clients that read and write back shortened some of those again.
 */
const ownerValue = (random: Random, person: SeededPerson): string => {
  const draw = random.next();
  if (draw < 0.55) return `${person.sub}::${person.username}`;
  return draw < 0.8 ? person.username : person.sub;
};

const model = (random: Random, name: string) => {
  const createdAt = new Date(demoDayMs - random.integer(0, 30_000) * 3_600_000).toISOString();
  return {
    __typename: string(name),
    id: string(random.uuid()),
    createdAt: string(createdAt),
    updatedAt: string(createdAt),
  };
};

const makeProfile = (random: Random, person: SeededPerson): Item => ({
  ...model(random, 'User'),
  owner: string(`${person.sub}::${person.username}`),
  displayName: string(person.attributes.name ?? person.username),
  newsletter: { BOOL: random.chance(0.5) },
});

const makeVehicles = (random: Random, person: SeededPerson, people: readonly SeededPerson[]): Item[] =>
  Array.from({ length: random.integer(1, 6) }, () => ({
    ...model(random, 'Vehicle'),
    owner: string(ownerValue(random, person)),
    plate: string(`${random.pick(['KX', 'LN', 'BT', 'RA'])}${random.integer(10, 99)} ${random.integer(1000, 9999)}`),
    ...(random.chance(0.4)
      ? {
          drivers: {
            L: random
              .shuffle(people)
              .slice(0, random.integer(1, 3))
              .map((driver) => string(ownerValue(random, driver))),
          },
        }
      : {}),
  }));

const makeReceipts = (random: Random, person: SeededPerson, vehicles: readonly Item[]): Item[] =>
  Array.from({ length: random.integer(8, 40) }, () => ({
    ...model(random, 'Receipt'),
    userID: string(person.sub),
    ...(random.chance(0.3) ? { owner: string(`${person.sub}::${person.username}`) } : {}),
    vehicleID: random.pick(vehicles).id ?? string(''),
    amountCents: { N: String(random.integer(150, 20_000)) },
    note: string(random.pick(['fuel', 'toll, A4', 'parking "P2"', 'service', '洗車'])),
  }));

/** Rows of nobody: written by a function without an owner, or by people whom the pool has long forgotten. */
const makeOrphans = (random: Random, name: 'Vehicle' | 'Receipt', count: number): Item[] =>
  Array.from({ length: count }, (_, index) => {
    const ghost = random.uuid();
    return {
      ...model(random, name),
      ...(index % 3 === 0 ? {} : { owner: string(index % 3 === 1 ? ghost : `${ghost}::departed`) }),
    };
  });
