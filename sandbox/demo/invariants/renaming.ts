import type { AttributeValue } from '../cast/make-items.ts';
import type { PoolUser } from '../snapshots/pool-snapshot.ts';
import type { CrossedPerson } from './crossed-people.ts';

/**
 * What an owner field must hold in the end: `sub`, username and `sub::username` of whoever crossed become their new
 * ones, form for form, in lists element by element; everything else stays.
 */
export const createRenaming = (
  crossed: readonly CrossedPerson[],
  users: readonly PoolUser[],
): ((value: AttributeValue | undefined) => AttributeValue | undefined) => {
  const newUsernames = new Map(users.map(({ sub, username }) => [sub, username]));
  const renamed = new Map<string, string>();
  for (const { person, newSub } of crossed) {
    const newUsername = newUsernames.get(newSub);
    if (newUsername === undefined) continue;
    renamed.set(person.sub, newSub);
    renamed.set(person.username, newUsername);
    renamed.set(`${person.sub}::${person.username}`, `${newSub}::${newUsername}`);
  }
  const rename = (value: AttributeValue): AttributeValue => {
    if ('S' in value) return { S: renamed.get(value.S) ?? value.S };
    return 'L' in value ? { L: value.L.map(rename) } : value;
  };
  return (value) => (value === undefined ? undefined : rename(value));
};
