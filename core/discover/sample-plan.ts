import { shuffledSegments } from '../remap/choose-segments.ts';
import type { TableFacts } from '../remap/table-facts.ts';

/** Which pages of a table are read for a sample. */
export type SamplePlan = {
  /** Items wanted; fewer where the table has fewer. */
  readonly items: number;
  readonly totalSegments: number;
  /** The order in which segments are read, a page from each and then round again. */
  readonly order: readonly number[];
  readonly itemsPerPage: number;
  /** By the table's own lagging size; undefined where it says nothing. */
  readonly estimatedReadUnits: number | undefined;
};

const bytesPerReadUnit = 8192;
/** Segments that a sample is spread over. How many exactly is up to the seed, so that another seed meets other items. */
const fewestSegments = 50;

/** Spreads a sample evenly over the table's keys. The same seed on the same table reads the same items. */
export const planSample = (facts: TableFacts, items: number, random: () => number): SamplePlan => {
  // Its size may lag behind, so it decides how the sample is spread and not how large it is.
  const expected = facts.estimatedItems > 0 ? Math.min(items, facts.estimatedItems) : items;
  const totalSegments = Math.min(expected, fewestSegments + Math.floor(random() * fewestSegments));
  const averageBytes = facts.estimatedItems > 0 ? facts.estimatedBytes / facts.estimatedItems : undefined;
  return {
    items,
    totalSegments,
    order: shuffledSegments(totalSegments, random),
    itemsPerPage: Math.ceil(items / totalSegments),
    // A page costs at least half a unit, and is rounded up to one.
    estimatedReadUnits:
      averageBytes === undefined
        ? undefined
        : Math.ceil((expected * averageBytes) / bytesPerReadUnit + totalSegments / 2),
  };
};

/** Numbers in [0, 1) that the seed decides: a linear congruential generator, good enough to pick pages with. */
export const seededNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};
