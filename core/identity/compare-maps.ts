import { createSample, type Sample } from '../export/sample.ts';
import type { Scratch } from '../journal/scratch.ts';
import { createSorter } from '../spill/create-sorter.ts';
import { keyGroups } from '../spill/key-groups.ts';
import type { LineBatches } from '../spill/keyed-line.ts';
import { mergeSorted } from '../spill/merge-sorted.ts';
import type { IdentityPair } from './identity-map.ts';
import { formatIdentityPair } from './identity-map-file.ts';

export type MapChanges = {
  readonly added: Sample<IdentityPair>;
  readonly removed: Sample<IdentityPair>;
  readonly changed: Sample<{ readonly before: IdentityPair; readonly after: IdentityPair }>;
};

/** What a new map says otherwise than the one before it, which may be in any order. */
export const compareMaps = async (
  before: AsyncIterable<IdentityPair>,
  after: LineBatches,
  scratch: Scratch,
  memory?: number,
): Promise<MapChanges> => {
  const earlier = createSorter(scratch, 'map-before', memory);
  for await (const pair of before) {
    earlier.add(pair.oldSub, `${beforeMark}${formatIdentityPair(pair)}`);
    await earlier.relieve();
  }
  const added = createSample<IdentityPair>();
  const removed = createSample<IdentityPair>();
  const changed = createSample<{ before: IdentityPair; after: IdentityPair }>();
  for await (const { texts } of keyGroups(mergeSorted([earlier.sorted(), after]))) {
    const olds = texts.filter((text) => text.startsWith(beforeMark)).map((text) => text.slice(beforeMark.length));
    const now = texts.find((text) => !text.startsWith(beforeMark));
    const [old] = olds;
    if (now === undefined) for (const each of olds) removed.add(parse(each));
    else if (old === undefined) added.add(parse(now));
    else if (olds.some((each) => each !== now)) changed.add({ before: parse(old), after: parse(now) });
  }
  await earlier.clear();
  return { added: added.get(), removed: removed.get(), changed: changed.get() };
};

/** No line begins with it by itself. */
const beforeMark = '-';

const parse = (line: string) => JSON.parse(line) as IdentityPair;
