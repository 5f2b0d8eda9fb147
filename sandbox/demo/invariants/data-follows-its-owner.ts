import { ownerFields } from '../cast/models.ts';
import type { Evidence } from '../evidence.ts';
import { idOf, type TableSnapshot } from '../snapshots/table-snapshot.ts';
import { crossedPeople } from './crossed-people.ts';
import type { Invariant } from './invariant.ts';
import { createVisibility } from './owner-rule.ts';

export const dataFollowsItsOwner: Invariant = {
  id: 'I2',
  rule: 'everyone who crossed sees exactly the items they saw before; nobody sees anything new',
  check: (evidence) => [...checkSight(evidence), ...checkContents(evidence)],
};

const checkSight = (evidence: Evidence): string[] => {
  const before = createVisibility(evidence.tablesBefore);
  const after = createVisibility(evidence.tablesAfter);
  const newUsers = new Map(evidence.targetAfter.users.map((user) => [user.sub, user]));
  const newSubs = new Map(crossedPeople(evidence).map(({ person, newSub }) => [person.sub, newSub]));
  const ofSource = evidence.people.flatMap((person) => {
    const newUser = newUsers.get(newSubs.get(person.sub) ?? '');
    const saw = before.of(person);
    const stillSees = after.of(person);
    const sees = newUser === undefined ? stillSees : after.of(newUser);
    return [
      ...difference(saw, sees).map((place) => `"${person.username}" no longer sees ${place}`),
      ...difference(sees, saw).map((place) => `"${person.username}" now sees ${place}`),
      ...(newUser === undefined ? [] : difference(stillSees, saw)).map(
        (place) => `the old account of "${person.username}" now sees ${place}`,
      ),
    ];
  });
  const known = new Set(newSubs.values());
  const strangers = evidence.targetAfter.users
    .filter(({ sub }) => !known.has(sub))
    .flatMap((user) =>
      [...after.of(user)].map((place) => `"${user.attributes.email ?? user.username}", whoever that is, sees ${place}`),
    );
  return [...ofSource, ...strangers];
};

/** Nothing but owner fields may change, and no item may come or go. */
const checkContents = ({ tablesBefore, tablesAfter }: Evidence): string[] =>
  tablesBefore.flatMap((before) => {
    const after = contents(tablesAfter.find(({ model }) => model === before.model));
    const expected = contents(before);
    return [...new Set([...expected.keys(), ...after.keys()])]
      .filter((id) => expected.get(id) !== after.get(id))
      .map((id) => `${before.model} ${id} changed in more than its owner`);
  });

const contents = (table: TableSnapshot | undefined): Map<string, string> =>
  new Map(
    (table?.items ?? []).map((item) => {
      const owners: readonly string[] = ownerFields[table?.model ?? 'User'];
      const rest = Object.entries(item).filter(([name]) => !owners.includes(name));
      return [idOf(item), JSON.stringify(rest.sort(([a], [b]) => (a < b ? -1 : 1)))];
    }),
  );

const difference = (from: ReadonlySet<string>, without: ReadonlySet<string>): string[] =>
  [...from].filter((place) => !without.has(place));
