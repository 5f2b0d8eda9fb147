import type { ImportProgress, JobKind } from './import-journal.ts';
import { inPackageOrder, type PackageRow } from './package-row.ts';

export type PlannedJob = { readonly kind: JobKind; readonly part: number; readonly rows: readonly PackageRow[] };

/** From this many rows on, a small job goes first and shows what the whole would come to. */
export const canaryFromRows = 500;

/**
 * Cuts the rows to send into jobs: one for each part of the package, whose files are within Cognito's limits, and before
 * them a canary, unless this run has seen one through.
 */
export const planJobs = (
  rows: readonly PackageRow[],
  { canaryRows, progress }: { readonly canaryRows: number; readonly progress: ImportProgress },
): PlannedJob[] => {
  const ordered = [...rows].sort(inPackageOrder);
  const hasCanary = [...progress.jobs.values()].some((job) => job.kind === 'canary' && job.end !== undefined);
  const first = ordered[0];
  if (first === undefined) return [];
  const isCanaryDue = ordered.length >= canaryFromRows && !hasCanary;
  const canary = isCanaryDue ? ordered.filter((row) => row.part === first.part).slice(0, canaryRows) : [];
  const rest = ordered.slice(canary.length);
  const parts = Map.groupBy(rest, (row) => row.part);
  return [
    ...(canary.length > 0 ? [{ kind: 'canary', part: first.part, rows: canary } as const] : []),
    ...[...parts].map(([part, partRows]) => ({ kind: 'main', part, rows: partRows }) as const),
  ];
};
