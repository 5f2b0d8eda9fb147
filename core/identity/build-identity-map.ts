import type { Sample } from '../export/sample.ts';
import type { Scratch } from '../journal/scratch.ts';
import { createSorter, type Sorter } from '../spill/create-sorter.ts';
import { keyGroups } from '../spill/key-groups.ts';
import type { LineBatches } from '../spill/keyed-line.ts';
import { mergeSorted } from '../spill/merge-sorted.ts';
import type { MapEvidence } from './collect-map-evidence.ts';
import { findIdClashes, readingsOf } from './find-id-clashes.ts';
import { followMerges } from './follow-merges.ts';
import { type Via, ways } from './identity-map.ts';
import { formatIdentityPair } from './identity-map-file.ts';
import { judgeNewUser } from './judge-new-user.ts';
import { createMapProblems } from './map-problems.ts';
import type { NewUserEvidence, OldUserEvidence } from './old-user-evidence.ts';
import { settleOldUser } from './settle-old-user.ts';
import { createUnmappedList, type UnmappedList } from './unmapped-list.ts';
import type { UnmappedCode, UnmappedUser } from './unmapped-user.ts';

export type IdentityMap = {
  /** How many pairs came which way. */
  readonly pairsByWay: Readonly<Record<Via, number>>;
  readonly unmappedByCode: ReadonlyMap<UnmappedCode, Sample<UnmappedUser>>;
  /** People left out because they were forgotten on request, though something else still speaks of them. */
  readonly forgotten: number;
  /** Lines of the map, ordered by old sub. May be read again. */
  readonly pairs: () => LineBatches;
  /** Ordered by old sub. May be read again. */
  readonly unmapped: () => AsyncIterable<UnmappedUser>;
};

/**
 * Puts together who became whom, from proofs only, in memory that does not grow with their number. Throws `ProblemsError`
 * (`identity-map-refused`) with everything that would make the map ambiguous. The order in which evidence came does not matter.
 */
export const buildIdentityMap = async (
  { byOldSub, byNewSub }: MapEvidence,
  scratch: Scratch,
  memory?: number,
): Promise<IdentityMap> => {
  const problems = createMapProblems();
  const unmapped = createUnmappedList(scratch, memory);
  const merges = createSorter(scratch, 'merges', memory);
  const pairs = createSorter(scratch, 'pairs', memory);
  const readings = createSorter(scratch, 'readings', memory);

  await followMerges(byOldSub, merges);
  const old = mergeSorted([byOldSub.sorted(), merges.sorted()]);
  const forgotten = await settleOldUsers(old, { byNewSub, unmapped, problems });
  for (const done of [byOldSub, merges]) await done.clear();
  const pairsByWay = await judgeNewUsers(byNewSub, { pairs, readings, unmapped, problems });
  await byNewSub.clear();
  for await (const clash of findIdClashes(readings.sorted())) problems.add(clash);
  await readings.clear();
  problems.assertNone();
  return {
    pairsByWay,
    unmappedByCode: unmapped.byCode(),
    forgotten,
    pairs: () => pairs.sorted(),
    unmapped: () => unmapped.sorted(),
  };
};

type Places = {
  readonly byNewSub: Sorter;
  readonly pairs: Sorter;
  readonly readings: Sorter;
  readonly unmapped: UnmappedList;
  readonly problems: ReturnType<typeof createMapProblems>;
};

/** Hands everybody on to the user of the target whom they became. Returns how many were forgotten. */
const settleOldUsers = async (
  evidence: LineBatches,
  { byNewSub, unmapped, problems }: Pick<Places, 'byNewSub' | 'unmapped' | 'problems'>,
): Promise<number> => {
  let forgotten = 0;
  const handOn = (newSub: string, said: NewUserEvidence) => byNewSub.add(newSub, JSON.stringify(said));
  for await (const { key: oldSub, texts } of keyGroups(evidence)) {
    const user = settleOldUser(oldSub, parseAll<OldUserEvidence>(texts));
    if (user.kind === 'became') {
      const { newSub, oldUsername, via, newUsernames: usernames } = user;
      handOn(newSub, { kind: 'pair', oldSub, oldUsername, via, usernames });
    } else if (user.kind === 'held') {
      const { oldUsername, code, holder } = user;
      handOn(holder.sub, { kind: 'holder', oldSub, oldUsername, code, username: holder.username });
    } else if (user.kind === 'stranded') {
      unmapped.add({ oldSub, oldUsername: user.oldUsername, code: 'merged-into-nobody' });
    } else if (user.kind === 'refused') {
      problems.add(user.problem);
    } else if (user.kind === 'forgotten' && user.isSpokenOf) forgotten += 1;
    await byNewSub.relieve();
    await unmapped.relieve();
  }
  return forgotten;
};

/** Returns how many pairs came which way. */
const judgeNewUsers = async (
  byNewSub: Sorter,
  { pairs, readings, unmapped, problems }: Pick<Places, 'pairs' | 'readings' | 'unmapped' | 'problems'>,
): Promise<Record<Via, number>> => {
  const pairsByWay = Object.fromEntries(ways.map((way) => [way, 0])) as Record<Via, number>;
  for await (const { key: newSub, texts } of keyGroups(byNewSub.sorted())) {
    const judged = judgeNewUser(newSub, parseAll<NewUserEvidence>(texts));
    problems.add(...judged.problems);
    for (const user of judged.unmapped) unmapped.add(user);
    for (const pair of judged.pairs) {
      pairsByWay[pair.via] += 1;
      pairs.add(pair.oldSub, formatIdentityPair(pair));
      for (const { key, text } of readingsOf(pair)) readings.add(key, text);
    }
    await pairs.relieve();
    await readings.relieve();
    await unmapped.relieve();
  }
  return pairsByWay;
};

const parseAll = <T>(texts: readonly string[]): T[] => texts.map((text) => JSON.parse(text) as T);
