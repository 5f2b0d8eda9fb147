import { type ImportCode, importCodes } from './import-codes.ts';
import type { ImportProgress, JobProgress } from './import-journal.ts';

/** Where many rows fail alike, the cause is seldom in the rows. */
const remedies: Partial<Record<ImportCode, string>> = {
  'no-verified-contact':
    'Compare what the target verifies by itself (AutoVerifiedAttributes) with what these users have verified: mend the pool, or export again; in a plain CSV, correct the rows.',
  'rejected-by-cognito':
    'When the rows fail alike, the target is not what the rows were made for (MFA, attributes): mend it, or export again; in a plain CSV, correct the rows.',
  'skipped-by-cognito': 'Find out whether the target is the right pool, and whether another import filled it.',
  squatted: 'Find out who made these users in the target, and whether it is the right pool.',
  unproven:
    'These users may have been imported from elsewhere: name the directory of that run with --state-dir, or state the pairs for "poolferry map --pairs".',
};

const shownReasons = 5;

export type Reasons = {
  /** Most frequent first; no value of a row is in them. */
  readonly lines: readonly string[];
  /** What to do about the most frequent one, as full sentences; empty when no row failed. */
  readonly remedy: string;
};

/** Why rows of a job failed, alike ones together. */
export const describeReasons = ({ subs }: Pick<JobProgress, 'subs'>, { outcomes }: ImportProgress): Reasons => {
  const groups = new Map<string, { readonly code: ImportCode; rows: number }>();
  for (const sub of subs) {
    const { code, message = '' } = outcomes.get(sub) ?? {};
    if (code === undefined) continue;
    const group = groups.get(`${code}: ${message}`) ?? { code, rows: 0 };
    groups.set(`${code}: ${message}`, group);
    group.rows += 1;
  }
  const ordered = [...groups].sort(([, a], [, b]) => b.rows - a.rows);
  const [first] = ordered;
  const more = ordered.length - shownReasons;
  return {
    lines: [
      ...ordered.slice(0, shownReasons).map(([reason, { rows }]) => `${rows} x ${reason}`),
      ...(more > 0 ? [`and ${more} more reasons, see outcome.jsonl`] : []),
    ],
    remedy: first === undefined ? '' : (remedies[first[1].code] ?? importCodes[first[1].code].wayOut),
  };
};
