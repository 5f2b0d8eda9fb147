import { PoolferryError } from '../errors.ts';
import { describeReasons } from './describe-reasons.ts';
import type { ImportProgress, JobProgress } from './import-journal.ts';

/** Whether more of a canary's rows came to something than not. Until one did, another one goes before everybody else. */
export const hasLived = ({ kind, subs }: JobProgress, { outcomes }: ImportProgress): boolean =>
  kind === 'canary' &&
  subs.filter((sub) => (outcomes.get(sub)?.outcome ?? 'failed') !== 'failed').length * 2 > subs.length;

/** Throws after a canary that mostly failed, which says that the rest would, too. */
export const assertCanaryLives = (job: JobProgress, progress: ImportProgress): void => {
  if (job.kind !== 'canary' || hasLived(job, progress)) return;
  const failed = job.subs.filter((sub) => progress.outcomes.get(sub)?.outcome === 'failed').length;
  const reasons = describeReasons(job, progress);
  throw new PoolferryError(
    [`${failed} of the ${job.subs.length} rows that went first failed (job ${job.jobId}).`, ...reasons.lines].join(
      '\n',
    ),
    {
      code: 'canary-failed',
      hint: `${reasons.remedy} Then run the same command again: a small part goes first again. "import.canaryRows": 0 sends the rest all the same.`,
    },
  );
};
