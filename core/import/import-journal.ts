import type { Journal } from '../journal/run-store.ts';
import type { JobWindow } from './job-window.ts';
import type { RowOutcome } from './row-outcome.ts';

/**
 * What an import writes down, in the order in which it happens to a job:
 *
 *     job-rows      these rows are going to be claimed and sent together
 *     job-created   Cognito knows the job; the upload URL is never written down
 *     job-starting  the file is uploaded, and the job may be running from here on
 *     job-ended     Cognito is done with it
 *     outcomes      what became of rows; whoever has an outcome is never sent again
 *     job-settled   every row of the job has an outcome or goes back to the others
 *
 * A job without `job-starting` never ran: after a crash its rows go into another job. One with it is driven to its end.
 */
export type ImportRecord =
  | {
      readonly type: 'job-rows';
      readonly job: number;
      readonly kind: JobKind;
      readonly part: number;
      readonly subs: readonly string[];
    }
  | { readonly type: 'job-created'; readonly job: number; readonly jobId: string; readonly jobName: string }
  | { readonly type: 'job-starting'; readonly job: number }
  | { readonly type: 'job-ended'; readonly job: number; readonly end: JobEnd }
  | { readonly type: 'outcomes'; readonly rows: readonly RowOutcome[] }
  | {
      readonly type: 'job-settled';
      readonly job: number;
      readonly alarm?: JobAlarm;
      readonly warning?: string;
      readonly arrivals?: JobArrivals;
    };

/** A canary is a small job that goes first; users whom the source disabled go last, in jobs of their own. */
export type JobKind = 'canary' | 'main' | 'disabled';

/** The users that a job made. */
export type JobArrivals = {
  /** How many have each status: `RESET_REQUIRED`, or `CONFIRMED` where they can sign in at once. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** From the start of the job until all of them were disabled, in a job of disabled users. */
  readonly disabledWithinMs?: number;
};

export type JobEnd = {
  readonly status: string;
  readonly importedUsers: number;
  readonly skippedUsers: number;
  readonly failedUsers: number;
  readonly completionMessage?: string;
  readonly window: JobWindow;
};

/** Users that a job made and no package explains: somebody may have swapped its file. */
export type JobAlarm = {
  /** Subs in the target. */
  readonly strangers: readonly string[];
  /** How many users the job counts as imported beyond those that rows explain. */
  readonly unexplainedImports: number;
};

export type JobProgress = {
  readonly job: number;
  readonly kind: JobKind;
  readonly part: number;
  /** In the order of the file that was, or would have been, uploaded; whoever was denied before that has an outcome. */
  readonly subs: readonly string[];
  readonly jobId?: string;
  readonly jobName?: string;
  readonly isStarting: boolean;
  readonly end?: JobEnd;
  readonly isSettled: boolean;
  readonly alarm?: JobAlarm;
  /** What could not be learned about the job, for people. */
  readonly warning?: string;
  readonly arrivals?: JobArrivals;
};

export type ImportProgress = {
  readonly jobs: ReadonlyMap<number, JobProgress>;
  readonly outcomes: ReadonlyMap<string, RowOutcome>;
};

/** The journal of one import and what it adds up to; a record counts as soon as it is durable. */
export type ImportLog = {
  readonly progress: ImportProgress;
  append(...records: readonly ImportRecord[]): Promise<void>;
};

export const openImportLog = async (journal: Journal): Promise<ImportLog> => {
  const jobs = new Map<number, GrowingJob>();
  const outcomes = new Map<string, RowOutcome>();
  for await (const record of journal.read()) applyRecord(record as ImportRecord, jobs, outcomes);
  return {
    progress: { jobs, outcomes },
    async append(...records) {
      await journal.append(records);
      for (const record of records) applyRecord(record, jobs, outcomes);
    },
  };
};

/** Rows of a job come in many records; copying them each time would take the square of their number. */
type GrowingJob = JobProgress & { readonly subs: string[] };

const applyRecord = (record: ImportRecord, jobs: Map<number, GrowingJob>, outcomes: Map<string, RowOutcome>) => {
  if (record.type === 'outcomes') {
    for (const row of record.rows) outcomes.set(row.sub, row);
    return;
  }
  const known = jobs.get(record.job);
  if (record.type === 'job-rows') {
    const { job, kind, part } = record;
    if (known === undefined)
      jobs.set(job, { job, kind, part, subs: [...record.subs], isStarting: false, isSettled: false });
    else for (const sub of record.subs) known.subs.push(sub);
  } else if (known !== undefined) {
    jobs.set(record.job, { ...known, ...changeBy(record) });
  }
};

const changeBy = (
  record: Exclude<ImportRecord, { type: 'outcomes' | 'job-rows' }>,
): Omit<Partial<JobProgress>, 'subs'> => {
  switch (record.type) {
    case 'job-created':
      return { jobId: record.jobId, jobName: record.jobName, isStarting: false };
    case 'job-starting':
      return { isStarting: true };
    case 'job-ended':
      return { end: record.end };
    case 'job-settled':
      return {
        isSettled: true,
        ...(record.alarm === undefined ? {} : { alarm: record.alarm }),
        ...(record.warning === undefined ? {} : { warning: record.warning }),
        ...(record.arrivals === undefined ? {} : { arrivals: record.arrivals }),
      };
  }
};

/** Records hold at most this many rows, so that no line of the journal grows without bound. */
const rowsPerRecord = 500;

export const inRecords = <T, R>(rows: readonly T[], toRecord: (rows: readonly T[]) => R): R[] =>
  Array.from({ length: Math.ceil(rows.length / rowsPerRecord) }, (_, at) =>
    toRecord(rows.slice(at * rowsPerRecord, (at + 1) * rowsPerRecord)),
  );

export const openJob = ({ jobs }: ImportProgress): JobProgress | undefined =>
  [...jobs.values()].find((job) => !job.isSettled);

/** How many users, disabled in the source, a job may have made that was not seen through; they are enabled until it is. */
export const countOwedDisabling = (progress: ImportProgress): number => {
  const open = openJob(progress);
  return open?.kind === 'disabled' && open.isStarting ? open.subs.length : 0;
};

/** When other jobs of this run that held rows of this one may have made their users. */
export const earlierWindows = (
  { jobs }: ImportProgress,
  { job, subs }: Pick<JobProgress, 'job' | 'subs'>,
): ReadonlyMap<string, readonly JobWindow[]> => {
  const windows = new Map<string, JobWindow[]>();
  const others = [...jobs.values()].filter((other) => other.job !== job && other.end !== undefined);
  const ofJob = new Set(others.length === 0 ? [] : subs);
  for (const { subs: otherSubs, end } of others) {
    if (end === undefined) continue;
    for (const sub of otherSubs) if (ofJob.has(sub)) windows.set(sub, [...(windows.get(sub) ?? []), end.window]);
  }
  return windows;
};
