import type { Sorter } from '../spill/create-sorter.ts';
import { keyGroups } from '../spill/key-groups.ts';
import type { OldUserEvidence } from './old-user-evidence.ts';
import { type OldUser, settleOldUser } from './settle-old-user.ts';

/** Says of every account that becomes part of another one what is said of that one: evidence by the sub of the first. */
export const followMerges = async (byOldSub: Sorter, merges: Sorter): Promise<void> => {
  for await (const { key, texts } of keyGroups(byOldSub.sorted())) {
    if (!texts.some((text) => text.startsWith('{"kind":"absorbs"'))) continue;
    const evidence = texts.map((text) => JSON.parse(text) as OldUserEvidence);
    const into = settleOldUser(key, evidence);
    for (const absorbed of evidence) {
      if (absorbed.kind !== 'absorbs') continue;
      for (const each of toMergeEvidence(into, absorbed.oldUsername)) {
        merges.add(absorbed.oldSub, JSON.stringify(each));
      }
    }
    await merges.relieve();
  }
};

const toMergeEvidence = (into: OldUser, oldUsername: string): OldUserEvidence[] => {
  if (into.kind !== 'became') return [{ kind: 'stranded', oldUsername }];
  const pair = { kind: 'pair', via: 'merge', newSub: into.newSub, oldUsername } as const;
  return into.newUsernames.length === 0 ? [pair] : into.newUsernames.map((newUsername) => ({ ...pair, newUsername }));
};
