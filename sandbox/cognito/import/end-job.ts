import type { CognitoState } from '../cognito-state.ts';
import type { ImportJob, ImportJobStatus } from './import-job.ts';
import { setJobStatus } from './job-statuses.ts';

export const TOO_MUCH_TROUBLE = 'Too many users have failed or been skipped during the import.';

/** In AWS's words, as its samples show them. */
const MESSAGES = {
  Succeeded: 'Import Job Completed Successfully.',
  Stopped: 'The Import Job was stopped by the developer.',
  Expired: 'The user import job has expired.',
} as const satisfies Partial<Record<ImportJobStatus, string>>;

/** The last of a job: Cognito deletes its file. */
export const endJob = (
  state: CognitoState,
  job: ImportJob,
  end: keyof typeof MESSAGES | { readonly failedOver: string },
): void => {
  const nowMs = state.clock.nowMs();
  setJobStatus(job, typeof end === 'string' ? end : 'Failed', nowMs);
  job.completedMs = nowMs;
  job.completionMessage = typeof end === 'string' ? MESSAGES[end] : end.failedOver;
  delete job.work;
  state.uploads.discard(job.uploadKey);
};
