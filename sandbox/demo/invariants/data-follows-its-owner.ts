import type { Item } from '../cast/make-items.ts';
import { ownerFields } from '../cast/models.ts';
import type { Evidence } from '../evidence.ts';
import { idOf } from '../snapshots/table-snapshot.ts';
import { crossedPeople } from './crossed-people.ts';
import type { Invariant } from './invariant.ts';
import { createVisibility } from './owner-rule.ts';
import { createRenaming } from './renaming.ts';

export const dataFollowsItsOwner: Invariant = {
  id: 'I2',
  rule: 'everyone who crossed sees exactly the items they saw before; nobody sees anything new',
  check: (evidence) => [...checkSight(evidence), ...checkItems(evidence)],
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

/** No item comes or goes. Owners are what they were, with new names for old in the same form; all else stays. */
const checkItems = (evidence: Evidence): string[] => {
  const rename = createRenaming(crossedPeople(evidence), evidence.targetAfter.users);
  return evidence.tablesBefore.flatMap(({ model, items }) => {
    const before = byId(items);
    const after = byId(evidence.tablesAfter.find((table) => table.model === model)?.items ?? []);
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
      const [old, now] = [before.get(id), after.get(id)];
      if (now === undefined) return [`${model} ${id} is gone`];
      if (old === undefined) return [`${model} ${id} is new`];
      const changed = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => {
        const isOwner = ownerFields[model].includes(name);
        const expected = isOwner ? rename(old[name]) : old[name];
        return JSON.stringify(expected) !== JSON.stringify(now[name]);
      });
      return changed.map((name) =>
        ownerFields[model].includes(name)
          ? `the "${name}" of ${model} ${id} is not what it was, with new names for old`
          : `${model} ${id} changed in more than its owner: "${name}"`,
      );
    });
  });
};

const byId = (items: readonly Item[]): Map<string, Item> => new Map(items.map((item) => [idOf(item), item]));

const difference = (from: ReadonlySet<string>, without: ReadonlySet<string>): string[] =>
  [...from].filter((place) => !without.has(place));
