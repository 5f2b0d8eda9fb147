import { z } from 'zod';
import { type OwnerForm, ownerForms } from '../owners/owner-form.ts';
import type { ItemPlan, OwnerChange, OwnerFinding } from '../owners/plan-item.ts';

const count = z.number().int().nonnegative();

const pathTallySchema = z.strictObject({
  /** Values rewritten (in a plan: to be rewritten), by the form they were found in. */
  mapped: z.strictObject(
    Object.fromEntries(ownerForms.map((form) => [form, count])) as Record<OwnerForm, typeof count>,
  ),
  current: count,
  unmapped: count,
  /** Neither a string nor what the path promises. */
  otherShape: count,
});

/**
 * What came of the items of one pass. `items = changed + untouched + conflicts`; `gone` (deleted between reading and
 * writing) is a part of untouched. In a plan, `changed` means "would change".
 */
export const tallySchema = z.strictObject({
  items: count,
  changed: count,
  untouched: count,
  gone: count,
  conflicts: count,
  conflictsByCode: z.record(z.string(), count),
  byPath: z.record(z.string(), pathTallySchema),
});

export type PathTally = z.output<typeof pathTallySchema>;
export type Tally = z.output<typeof tallySchema>;

export type ItemOutcome =
  | { readonly kind: 'changed' | 'untouched' | 'gone' }
  | {
      readonly kind: 'conflict';
      readonly code: string;
      /** An answer was lost before somebody else changed the item: part of what is there may be ours. */
      readonly mayBeWritten?: boolean;
    };

export const emptyTally = (paths: readonly string[]): Tally => ({
  items: 0,
  changed: 0,
  untouched: 0,
  gone: 0,
  conflicts: 0,
  conflictsByCode: {},
  byPath: Object.fromEntries(paths.map((path) => [path, emptyPathTally()])),
});

/** Counts one item into `tally`, in place. */
export const tallyItem = (
  tally: Tally,
  plan: { readonly changes: readonly Pick<OwnerChange, 'path' | 'forms'>[]; readonly kept: ItemPlan['kept'] },
  outcome: ItemOutcome,
): void => {
  tally.items += 1;
  if (outcome.kind === 'conflict') {
    tally.conflicts += 1;
    tally.conflictsByCode[outcome.code] = (tally.conflictsByCode[outcome.code] ?? 0) + 1;
  } else if (outcome.kind === 'changed') tally.changed += 1;
  else {
    tally.untouched += 1;
    if (outcome.kind === 'gone') tally.gone += 1;
  }
  for (const finding of plan.kept) pathTallyOf(tally, finding.path)[fieldOf[finding.kind]] += 1;
  for (const change of plan.changes) {
    const ofPath = pathTallyOf(tally, change.path);
    if (outcome.kind === 'changed') for (const form of change.forms) ofPath.mapped[form] += 1;
    // Someone else made the change first: its values are new already.
    else if (outcome.kind === 'untouched') ofPath.current += change.forms.length;
  }
};

export const addTallies = (paths: readonly string[], tallies: Iterable<Tally>): Tally => {
  const sum = emptyTally(paths);
  for (const tally of tallies) {
    for (const field of ['items', 'changed', 'untouched', 'gone', 'conflicts'] as const) sum[field] += tally[field];
    for (const [code, times] of Object.entries(tally.conflictsByCode)) {
      sum.conflictsByCode[code] = (sum.conflictsByCode[code] ?? 0) + times;
    }
    for (const [path, part] of Object.entries(tally.byPath)) {
      const whole = pathTallyOf(sum, path);
      for (const form of ownerForms) whole.mapped[form] += part.mapped[form];
      for (const field of ['current', 'unmapped', 'otherShape'] as const) whole[field] += part[field];
    }
  }
  return sum;
};

/** Values, by all paths, that are not of the type their path names. */
export const unjudgedIn = (tally: Tally): number =>
  Object.values(tally.byPath).reduce((sum, { otherShape }) => sum + otherShape, 0);

const fieldOf = { current: 'current', unmapped: 'unmapped', 'other-shape': 'otherShape' } as const satisfies Record<
  OwnerFinding['kind'],
  string
>;

const emptyPathTally = (): PathTally => ({
  mapped: { sub: 0, username: 0, 'sub::username': 0 },
  current: 0,
  unmapped: 0,
  otherShape: 0,
});

const pathTallyOf = (tally: Tally, path: string): PathTally => {
  const existing = tally.byPath[path];
  if (existing !== undefined) return existing;
  const created = emptyPathTally();
  tally.byPath[path] = created;
  return created;
};
