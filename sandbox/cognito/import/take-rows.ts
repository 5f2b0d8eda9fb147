import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { endJob, TOO_MUCH_TROUBLE } from './end-job.ts';
import type { ImportJobControls } from './import-controls.ts';
import type { ImportJob, ImportWork } from './import-job.ts';
import { importRow } from './import-row.ts';
import { logLineOf } from './log-line.ts';

const COUNTERS = { SUCCEEDED: 'imported', SKIPPED: 'skipped', FAILED: 'failed' } as const;

const hasTooMuchTrouble = (controls: ImportJobControls, { imported, skipped, failed }: ImportJob): boolean =>
  failed + skipped >= controls.importTroubleMinimum &&
  failed + skipped > controls.importTroublePerImportedUser * imported;

/** Takes the rows up to `until`, which may end the job. */
export const takeRows = (
  state: CognitoState,
  pool: UserPool,
  job: ImportJob,
  { rows, log }: ImportWork,
  until: number,
  controls: ImportJobControls,
): void => {
  const before = controls.importLineNumbersCountHeader ? 1 : 0;
  while (rows.next < until) {
    const outcome = importRow(state, pool, job, rows.header, rows.lines[rows.next] ?? '');
    rows.next += 1;
    job[COUNTERS[outcome.kind]] += 1;
    log(logLineOf(controls.importWording, { ...outcome, number: rows.next + before }));
    const isLast = rows.next === rows.lines.length;
    const isChecked = isLast || rows.next % controls.importTroubleCheckRows === 0;
    // A job that is being stopped ends as Stopped, whatever its last rows were.
    if (job.status === 'InProgress' && isChecked && hasTooMuchTrouble(controls, job)) {
      endJob(state, job, { failedOver: TOO_MUCH_TROUBLE });
      return;
    }
  }
  if (job.status === 'InProgress' && rows.next === rows.lines.length) endJob(state, job, 'Succeeded');
};
