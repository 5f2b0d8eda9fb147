import { hasLived } from './canary.ts';
import type { ImportProgress, JobKind } from './import-journal.ts';
import { inPackageOrder, type PackageRow } from './package-row.ts';

export type PlannedJob = { readonly kind: JobKind; readonly part: number; readonly rows: readonly PackageRow[] };

/** From this many rows on, a small job goes first and shows what the whole would come to. */
export const canaryFromRows = 500;

/** Disabled users are imported enabled and disabled right after: so few at a time that it is soon done. */
export const maxDisabledRows = 250;

/**
 * Cuts the rows to send into jobs: one for each part of the package, whose files are within Cognito's limits; before them a
 * canary, until one of this run has lived; after them the users whom the source disabled.
 */
export const planJobs = (
  rows: readonly PackageRow[],
  { canaryRows, progress }: { readonly canaryRows: number; readonly progress: ImportProgress },
): PlannedJob[] => {
  const ordered = [...rows].sort(inPackageOrder);
  const enabled = ordered.filter((row) => !row.isDisabled);
  const [first] = enabled;
  const isCanaryDue =
    enabled.length >= canaryFromRows && ![...progress.jobs.values()].some((job) => hasLived(job, progress));
  const canary = isCanaryDue ? enabled.filter((row) => row.part === first?.part).slice(0, canaryRows) : [];
  const parts = Map.groupBy(enabled.slice(canary.length), (row) => row.part);
  return [
    ...(first !== undefined && canary.length > 0 ? [{ kind: 'canary', part: first.part, rows: canary } as const] : []),
    ...[...parts].map(([part, partRows]) => ({ kind: 'main', part, rows: partRows }) as const),
    ...planDisabled(ordered.filter((row) => row.isDisabled)),
  ];
};

const planDisabled = (rows: readonly PackageRow[]): PlannedJob[] =>
  [...Map.groupBy(rows, (row) => row.part)].flatMap(([part, partRows]) =>
    Array.from({ length: Math.ceil(partRows.length / maxDisabledRows) }, (_, at) => ({
      kind: 'disabled' as const,
      part,
      rows: partRows.slice(at * maxDisabledRows, (at + 1) * maxDisabledRows),
    })),
  );
