import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { endJob } from './end-job.ts';
import { controlsOfJob, type ImportJobControls } from './import-controls.ts';
import type { ImportJob, ImportWork } from './import-job.ts';
import { openJobLog } from './job-log.ts';
import { isJobOver, setJobStatus } from './job-statuses.ts';
import { openImportFile } from './open-import-file.ts';
import { takeRows } from './take-rows.ts';

/** What the job works with, or why it fails as a whole. */
const openWork = (
  state: CognitoState,
  pool: UserPool,
  job: ImportJob,
  controls: ImportJobControls,
): ImportWork | string => {
  const log = openJobLog(state.logs, pool, job, controls);
  if (log === null) return 'The CloudWatch Logs role cannot be used to write the log of the job.';
  const rows = openImportFile(state, pool, job);
  return typeof rows === 'string' ? rows : { rows, log, sinceMs: state.clock.nowMs() };
};

const begin = (state: CognitoState, pool: UserPool, job: ImportJob, controls: ImportJobControls): void => {
  const work = openWork(state, pool, job, controls);
  if (typeof work === 'string') endJob(state, job, { failedOver: work });
  else {
    job.work = work;
    setJobStatus(job, 'InProgress', work.sinceMs);
  }
};

const workOn = (state: CognitoState, pool: UserPool, job: ImportJob, work: ImportWork, polledEnough: boolean): void => {
  const controls = controlsOfJob(state.controls, job);
  const { rows, sinceMs } = work;
  const elapsedMs = state.clock.nowMs() - sinceMs;
  const isDone = polledEnough || elapsedMs >= controls.importInProgressMs;
  const share = isDone ? 1 : elapsedMs / controls.importInProgressMs;
  const due = Math.min(Math.floor(share * rows.lines.length), rows.next + controls.importRowsPerCall);
  // An empty file has no row that is due, but it ends, too.
  if (due > rows.next || isDone) takeRows(state, pool, job, work, due, controls);
};

const advance = (state: CognitoState, pool: UserPool, job: ImportJob): void => {
  const controls = controlsOfJob(state.controls, job);
  const elapsedMs = state.clock.nowMs() - job.statusSinceMs;
  // So that a job goes on, too, while the clock stands still.
  const polledEnough = job.pollsInStatus >= controls.importPollsPerStatus;
  if (job.status === 'Created') {
    if (elapsedMs >= controls.importExpiresAfterMs) endJob(state, job, 'Expired');
  } else if (job.status === 'Pending') {
    if (elapsedMs >= controls.importPendingMs || polledEnough) begin(state, pool, job, controls);
  } else if (job.status === 'Stopping' && (elapsedMs >= controls.importStoppingMs || polledEnough)) {
    endJob(state, job, 'Stopped');
  } else if (job.work !== undefined) {
    workOn(state, pool, job, job.work, polledEnough && job.status === 'InProgress');
  }
};

/** Brings every job to where it should be by now. Jobs need no timer: nobody can see them between two calls. */
export const advanceImportJobs = (state: CognitoState): void => {
  for (const pool of state.pools.values()) {
    for (const job of pool.importJobs) if (!isJobOver(job)) advance(state, pool, job);
  }
};
