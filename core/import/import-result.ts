import { PoolferryError } from '../errors.ts';
import type { Unlisted } from './find-unlisted.ts';
import type { ImportCode } from './import-codes.ts';
import type { ImportProgress, JobProgress } from './import-journal.ts';
import type { ImportSettings } from './import-settings.ts';

/** What an import came to; kept with the run, so that it can be said again. Subs only, no names. */
export type ImportResult = {
  readonly counts: {
    /** rows = imported + alreadyThere + failed. */
    readonly rows: number;
    readonly imported: number;
    readonly alreadyThere: number;
    readonly failed: number;
    readonly failedByCode: Readonly<Partial<Record<ImportCode, number>>>;
  };
  readonly jobs: readonly {
    readonly jobId: string;
    readonly status: string;
    readonly rows: number;
    readonly importedUsers: number;
    readonly skippedUsers: number;
    readonly failedUsers: number;
  }[];
  readonly arrivals: {
    /** How many imported users had each status when their job had ended: `RESET_REQUIRED`, `CONFIRMED`. */
    readonly byStatus: Readonly<Record<string, number>>;
    /** Users whom the source disabled, and the longest that one of them may have been enabled in the target. */
    readonly disabledUsers: number;
    readonly longestEnabledMs: number;
  };
  readonly alarm: { readonly strangers: readonly string[]; readonly unexplainedImports: number };
  readonly warnings: readonly string[];
  /** Of a package: who was in the source, at the last look, that it does not speak of. */
  readonly unlisted?: Unlisted;
};

/** Throws when the rows do not add up: then nothing may be called finished. */
export const summarizeImport = (
  { rows }: ImportSettings,
  { outcomes, jobs }: ImportProgress,
  unlisted?: Unlisted,
): ImportResult => {
  const counts = { rows: rows.size, imported: 0, alreadyThere: 0, failed: 0 };
  const failedByCode = new Map<ImportCode, number>();
  for (const { sub, outcome, code } of outcomes.values()) {
    if (!rows.has(sub)) continue;
    if (outcome === 'imported') counts.imported += 1;
    else if (outcome === 'already-there') counts.alreadyThere += 1;
    else counts.failed += 1;
    if (outcome === 'failed' && code !== undefined) failedByCode.set(code, (failedByCode.get(code) ?? 0) + 1);
  }
  if (counts.rows !== counts.imported + counts.alreadyThere + counts.failed) throw new RowsUnaccounted();
  const alarms = [...jobs.values()].flatMap((job) => job.alarm ?? []);
  return {
    counts: { ...counts, failedByCode: Object.fromEntries([...failedByCode].sort(([a], [b]) => (a < b ? -1 : 1))) },
    jobs: [...jobs.values()].flatMap(({ jobId, subs, end }) =>
      jobId === undefined || end === undefined
        ? []
        : [
            {
              jobId,
              status: end.status,
              rows: subs.length,
              importedUsers: end.importedUsers,
              skippedUsers: end.skippedUsers,
              failedUsers: end.failedUsers,
            },
          ],
    ),
    arrivals: summarizeArrivals([...jobs.values()]),
    alarm: {
      strangers: alarms.flatMap((alarm) => alarm.strangers),
      unexplainedImports: alarms.reduce((sum, alarm) => sum + alarm.unexplainedImports, 0),
    },
    warnings: [...jobs.values()].flatMap((job) => job.warning ?? []),
    ...(unlisted === undefined ? {} : { unlisted }),
  };
};

const summarizeArrivals = (jobs: readonly JobProgress[]): ImportResult['arrivals'] => {
  const byStatus: Record<string, number> = {};
  let disabledUsers = 0;
  let longestEnabledMs = 0;
  for (const { arrivals } of jobs) {
    for (const [status, users] of Object.entries(arrivals?.byStatus ?? {})) {
      byStatus[status] = (byStatus[status] ?? 0) + users;
      if (arrivals?.disabledWithinMs !== undefined) disabledUsers += users;
    }
    longestEnabledMs = Math.max(longestEnabledMs, arrivals?.disabledWithinMs ?? 0);
  }
  return { byStatus, disabledUsers, longestEnabledMs };
};

class RowsUnaccounted extends PoolferryError {
  constructor() {
    super('Some rows of the package have no outcome.', {
      code: 'rows-unaccounted',
      hint: 'This is a defect of poolferry; please report it. The run is kept as it is.',
    });
  }
}
