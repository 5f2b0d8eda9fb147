import type { Kind } from '../cast/person.ts';
import type { Evidence } from '../evidence.ts';
import { crossedPeople } from './crossed-people.ts';
import type { Invariant } from './invariant.ts';

export const everyoneAccountedFor: Invariant = {
  id: 'I1',
  rule: 'every source user crossed lazily, crossed by import, or was rejected with a code',
  check: (evidence) => [
    ...checkPeople(evidence),
    ...checkFates(evidence),
    ...checkTarget(evidence),
    ...checkAccounts(evidence),
    ...checkMap(evidence),
  ],
};

/** In the target before the import, though nobody signed in by themselves; or the other way round. */
const bothWays = 'crossed one way, but was in the target by the other';

const checkPeople = (evidence: Evidence): string[] => {
  const lazy = new Set(evidence.targetAfterLazy.users.map(({ sub }) => sub));
  const target = new Set(evidence.targetAfter.users.map(({ sub }) => sub));
  const crossed = crossedPeople(evidence);
  return evidence.sourceBefore.users.flatMap((user) => {
    const ways = [
      ...crossed
        .filter(({ person, newSub }) => person.sub === user.sub && target.has(newSub))
        .map(({ way, newSub }) => (lazy.has(newSub) === (way === 'lazily') ? `crossed ${way}` : bothWays)),
      ...evidence.rejects
        .filter(({ sub, code }) => sub === user.sub && code !== '')
        .map(({ from, code }) => `rejected by ${from} (${code})`),
    ];
    if (ways.length === 1 && ways[0] !== bothWays) return [];
    return [`"${user.username}" should be in exactly one place, but is in ${ways.length}: ${list(ways)}`];
  });
};

const staysBehind: ReadonlySet<Kind> = new Set([
  'shared-address',
  'shared-address-by-case',
  'unverified-address',
  'no-address',
  'disabled',
  'federated',
  'unconfirmed',
]);

/** What they have goes through the trigger, and not into Cognito's CSV. */
const crossesLazilyAtMost: ReadonlySet<Kind> = new Set(['newline', 'odd-birthdate']);

/** A code alone is no reason: who stays behind must be one of those whom something keeps, and who is kept must stay. */
const checkFates = (evidence: Evidence): string[] => {
  const ways = new Map(crossedPeople(evidence).map(({ person, way }) => [person.sub, way]));
  return evidence.people.flatMap(({ sub, username, kind }) => {
    const way = ways.get(sub);
    if (way === undefined) {
      if (staysBehind.has(kind) || crossesLazilyAtMost.has(kind)) return [];
      return [`"${username}" stayed behind, although nothing stood in the way`];
    }
    if (staysBehind.has(kind)) return [`"${username}" crossed ${way}, but should have stayed behind: ${kind}`];
    return [];
  });
};

/** Nobody arrives who is nobody's. */
const checkTarget = (evidence: Evidence): string[] => {
  const crossed = crossedPeople(evidence);
  return evidence.targetAfter.users.flatMap((user) => {
    const owners = crossed.filter(({ newSub }) => newSub === user.sub);
    if (owners.length === 1) return [];
    const name = user.attributes.email ?? user.username;
    return owners.length === 0
      ? [`"${name}" is in the target, but nobody of the source could sign in as them`]
      : [`"${name}" in the target is ${list(owners.map(({ person }) => `"${person.username}"`))} at once`];
  });
};

/** Who has arrived can go on using the account. */
const checkAccounts = (evidence: Evidence): string[] => {
  const accounts = new Map(evidence.targetAfter.users.map((user) => [user.sub, user]));
  return crossedPeople(evidence).flatMap(({ person, newSub, way }) => {
    const { enabled = true, status = 'CONFIRMED' } = accounts.get(newSub) ?? {};
    if (enabled && status === 'CONFIRMED') return [];
    return [`"${person.username}" crossed ${way}, but is ${enabled ? status : 'disabled'} in the target`];
  });
};

/** The identity map says of everyone what their own sign-in said. */
const checkMap = (evidence: Evidence): string[] => {
  const crossed = crossedPeople(evidence);
  const missing = crossed.flatMap(({ person, newSub, way }) => {
    const lines = evidence.identityMap.filter(({ oldSub }) => oldSub === person.sub);
    const via = way === 'lazily' ? 'trigger' : 'import';
    if (lines.length === 1 && lines[0]?.newSub === newSub && lines[0].via === via) return [];
    return [`"${person.username}" crossed ${way}, but the identity map says otherwise or nothing`];
  });
  const extra = evidence.identityMap
    .filter(({ oldSub }) => !crossed.some(({ person }) => person.sub === oldSub))
    .map(({ oldSub }) => evidence.people.find(({ sub }) => sub === oldSub)?.username ?? oldSub)
    .map((who) => `"${who}" stands in the identity map, but has not crossed`);
  return [...missing, ...extra];
};

const list = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));
