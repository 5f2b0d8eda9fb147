import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewestUsers, troubles } from '../../sandbox/demo/cast/kinds.ts';
import { makeItems } from '../../sandbox/demo/cast/make-items.ts';
import { makePeople } from '../../sandbox/demo/cast/make-people.ts';

const fold = (text: string) => text.toLowerCase();
const seeded = (seed: string, users: number) =>
  makePeople(seed, users).map((person, index) => ({ ...person, sub: `sub-${index}` }));

describe('the cast', () => {
  it('has as many people as asked for, and every trouble among them', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: fewestUsers, max: 300 }), (seed, users) => {
        const people = makePeople(seed, users);

        expect(people).toHaveLength(users);
        expect(new Set(people.map(({ kind }) => kind))).toEqual(new Set(['ordinary', ...Object.keys(troubles)]));
      }),
      { numRuns: 30 },
    );
  });

  it('shares usernames and addresses only on purpose', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const people = makePeople(seed, 120);
        const single = people.filter(({ kind }) => !kind.startsWith('shared-address'));
        const addresses = single.flatMap(({ attributes }) => attributes.email ?? []).map(fold);

        expect(new Set(people.map(({ username }) => username)).size).toBe(people.length);
        expect(new Set(addresses).size).toBe(addresses.length);
      }),
      { numRuns: 20 },
    );
  });

  it('has pairs that differ by nothing but case', () => {
    const people = makePeople('any', 100);
    const twins = people.filter(({ kind }) => kind === 'twin-username').map(({ username }) => username);
    const sharing = people.filter(({ kind }) => kind === 'shared-address-by-case').map((each) => each.attributes.email);

    expect(new Set(twins).size).toBe(twins.length);
    expect(new Set(twins.map(fold)).size).toBe(twins.length / 2);
    expect(new Set(sharing).size).toBe(sharing.length);
    expect(new Set(sharing.map((address) => fold(address ?? ''))).size).toBe(sharing.length / 2);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(makePeople('a', 60)).toEqual(makePeople('a', 60));
    expect(makePeople('a', 60)).not.toEqual(makePeople('b', 60));
    expect(makeItems('a', seeded('a', 60))).toEqual(makeItems('a', seeded('a', 60)));
  });

  it('refuses to play with too few people for every trouble', () => {
    expect(() => makePeople('a', fewestUsers - 1)).toThrow(`at least ${fewestUsers} users`);
  });

  it('owns thousands of items, in every form an Amplify app leaves behind', () => {
    const people = seeded('any', 100);
    const { User, Vehicle, Receipt } = makeItems('any', people);
    const owners = new Set(
      [...User, ...Vehicle, ...Receipt].flatMap(({ owner }) => (owner && 'S' in owner ? owner.S : [])),
    );
    const someone = (form: (person: (typeof people)[number]) => string) =>
      people.some((each) => owners.has(form(each)));

    expect(User.length + Vehicle.length + Receipt.length).toBeGreaterThan(2000);
    expect(someone(({ sub }) => sub)).toBe(true);
    expect(someone(({ username }) => username)).toBe(true);
    expect(someone(({ sub, username }) => `${sub}::${username}`)).toBe(true);
    expect(Vehicle.some(({ drivers }) => drivers !== undefined && 'L' in drivers && drivers.L.length > 1)).toBe(true);
    expect(Vehicle.some(({ owner }) => owner === undefined)).toBe(true);
    expect(Receipt.some(({ userID, owner }) => userID === undefined && owner === undefined)).toBe(true);
  });
});
