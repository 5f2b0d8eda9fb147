import type { PoolSnapshot } from '../snapshots/pool-snapshot.ts';
import type { Invariant } from './invariant.ts';

export const sourceIsUntouched: Invariant = {
  id: 'I7',
  rule: 'the source pool is byte for byte what it was',
  check: ({ sourceBefore, sourceAfter }) => [
    ...compareUsers(sourceBefore, sourceAfter),
    ...parts
      .filter(([part]) => JSON.stringify(sourceBefore[part]) !== JSON.stringify(sourceAfter[part]))
      .map(([, called]) => `the ${called} of the source pool changed`),
  ],
};

const parts = [
  ['settings', 'settings'],
  ['clients', 'clients'],
  ['groups', 'groups'],
  ['importJobs', 'import jobs'],
  ['inside', 'inner state'],
] as const;

const compareUsers = (before: PoolSnapshot, after: PoolSnapshot): string[] => {
  const was = new Map(before.users.map((user) => [user.sub, user]));
  const is = new Map(after.users.map((user) => [user.sub, user]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((sub) => {
    const [old, now] = [was.get(sub), is.get(sub)];
    if (old === undefined) return [`"${now?.username}" was added to the source pool`];
    if (now === undefined) return [`"${old.username}" is gone from the source pool`];
    return JSON.stringify(old) === JSON.stringify(now) ? [] : [`"${old.username}" changed in the source pool`];
  });
};
