import { type OwnerForm, ownerForms } from '../owners/owner-form.ts';
import type { Place } from './place.ts';
import type { TextReading } from './read-text.ts';

/** What was found at one place, over all items of a sample. No value of an item is kept beyond what counting takes. */
export type PathTally = {
  readonly place: Place;
  /** Items with an id of the map there, in whatever form. */
  items: number;
  /** Texts at this place, with or without an id. */
  texts: number;
  /** Texts that are an id as a whole. */
  readonly whole: Record<OwnerForm, number>;
  /** Texts with an id inside, by the pattern around it. */
  readonly patterns: Map<string, PatternTally>;
  json: number;
  current: number;
  conflicts: number;
  readonly wholeIds: IdKinds;
};

export type PatternTally = { texts: number; readonly form: OwnerForm; readonly ids: IdKinds };

/** What tells an id from a word that happens to be somebody's username. */
export type IdKinds = {
  /** At least this many different ones; counted up to `enoughIds`. */
  readonly distinct: Set<string>;
  /** Texts that cannot be a word: a sub of the shape of a UUID, or one with its username. */
  unmistakable: number;
};

/** From so many different usernames on, a place is taken to hold usernames. */
export const enoughIds = 3;

const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const emptyPathTally = (place: Place): PathTally => ({
  place,
  items: 0,
  texts: 0,
  whole: Object.fromEntries(ownerForms.map((form) => [form, 0])) as Record<OwnerForm, number>,
  patterns: new Map(),
  json: 0,
  current: 0,
  conflicts: 0,
  wholeIds: { distinct: new Set(), unmistakable: 0 },
});

/** Counts one text in place. Answers whether it has an id of the map, or ids that contradict each other. */
export const countReading = (tally: PathTally, reading: TextReading): boolean => {
  tally.texts += 1;
  switch (reading.kind) {
    case 'none':
      return false;
    case 'current':
      tally.current += 1;
      return false;
    case 'conflict':
      tally.conflicts += 1;
      return true;
    case 'json':
      tally.json += 1;
      return true;
    case 'whole':
      tally.whole[reading.form] += 1;
      countId(tally.wholeIds, reading);
      return true;
    case 'part': {
      const { pattern, form } = reading;
      const known = tally.patterns.get(pattern) ?? { texts: 0, form, ids: { distinct: new Set(), unmistakable: 0 } };
      tally.patterns.set(pattern, known);
      known.texts += 1;
      countId(known.ids, reading);
      return true;
    }
  }
};

const countId = (ids: IdKinds, { form, id }: { readonly form: OwnerForm; readonly id: string }) => {
  if (ids.distinct.size < enoughIds) ids.distinct.add(id);
  if (form === 'sub::username' || (form === 'sub' && uuidShape.test(id))) ids.unmistakable += 1;
};

export const wholeTexts = ({ whole }: Pick<PathTally, 'whole'>): number =>
  ownerForms.reduce((sum, form) => sum + whole[form], 0);
