import { readImportCsv } from '../../core/csv/read-import-csv.ts';
import type { Clock } from '../../core/flow/clock.ts';
import type { ImportJob } from '../../core/import/import-job.ts';
import type { ImportJobPorts } from '../../core/import/import-ports.ts';
import type { UserRecord } from '../../core/users/user-record.ts';

type FakeJob = { -readonly [K in keyof ImportJob]: ImportJob[K] } & { file?: Uint8Array; log: string[] };

export type FakeImportJobs = ImportJobPorts & {
  readonly all: readonly FakeJob[];
  /** Adds a job of somebody else that stays active until it was described so often. */
  addForeignJob(describes: number): void;
  /** Users that were created, or skipped, more than once by jobs: must stay empty. */
  readonly importedTwice: readonly string[];
};

export type JobBehaviour = {
  /** Number of the first row in the log. */
  readonly firstLine?: number;
  readonly words?: Partial<Record<'SUCCEEDED' | 'SKIPPED' | 'FAILED', string>>;
  /** Lines that never reach the log. */
  readonly losesLine?: (line: number) => boolean;
  readonly isUnreadable?: boolean;
  /** Usernames (as in the file) whose rows fail. */
  readonly fails?: (username: string) => boolean;
  /** Ends the n-th job early, after so many rows. */
  readonly cutShort?: (
    job: number,
  ) => { readonly afterRows: number; readonly status: string; readonly message?: string } | undefined;
  readonly refusesUpload?: (job: number) => boolean;
  /** How often a start is answered so before Cognito accepts it. */
  readonly startsLate?: { readonly times: number; readonly answer: 'no-file' | 'busy' };
  readonly hitsLimit?: () => boolean;
  /** How long a job is in progress, at least. */
  readonly runsForMs?: number;
  readonly staysPending?: () => boolean;
  /** The status of users whom a job made, where it is another one than after a plain import. */
  readonly leaves?: string;
  /** Happens while a job runs, before its first row. */
  readonly meanwhile?: (users: UserRecord[], nowMs: number) => void;
};

/** Cognito's import jobs over an array of users: e-mail is the sign-in name, the username is the new sub. */
export const createFakeImportJobs = (
  users: UserRecord[],
  clock: Clock,
  behaviour: JobBehaviour = {},
): FakeImportJobs => {
  const jobs: FakeJob[] = [];
  const foreign = new Map<string, number>();
  const created = new Set<string>();
  const importedTwice: string[] = [];
  let late = behaviour.startsLate?.times ?? 0;

  const find = (jobId: string) => {
    const job = jobs.find((each) => each.jobId === jobId);
    if (job === undefined) throw new Error(`no job ${jobId}`);
    return job;
  };

  const log = (job: FakeJob, verdict: 'SUCCEEDED' | 'SKIPPED' | 'FAILED', row: number, words: string) => {
    const line = row + (behaviour.firstLine ?? 1);
    if (behaviour.losesLine?.(line)) return;
    job.log.push(`[${verdict}] Line Number ${line} - ${behaviour.words?.[verdict] ?? words}`);
  };

  const runRows = async (job: FakeJob) => {
    behaviour.meanwhile?.(users, clock.nowMs());
    const cut = behaviour.cutShort?.(jobs.indexOf(job) + 1);
    let header: readonly string[] = [];
    let row = 0;
    for await (const { line, cells } of readImportCsv([job.file ?? new Uint8Array()])) {
      if (line === 1) {
        header = cells;
        continue;
      }
      if (cut !== undefined && row === cut.afterRows) break;
      const attributes = new Map(
        header.map((name, at) => [name, cells[at] ?? ''] as const).filter(([, value]) => value !== ''),
      );
      const login = (attributes.get('cognito:username') ?? '').toLowerCase();
      if (users.some((user) => user.attributes.get('email')?.toLowerCase() === login)) {
        job.skippedUsers += 1;
        log(job, 'SKIPPED', row, 'The user already exists.');
      } else if (behaviour.fails?.(login)) {
        job.failedUsers += 1;
        log(job, 'FAILED', row, 'The attribute is not valid.');
      } else {
        if (created.has(login)) importedTwice.push(login);
        created.add(login);
        const sub = `new-${login}`;
        users.push({
          sub,
          username: sub,
          attributes,
          status: behaviour.leaves ?? 'RESET_REQUIRED',
          enabled: true,
          createdAtMs: clock.nowMs(),
          lastModifiedAtMs: clock.nowMs(),
        });
        job.importedUsers += 1;
        log(job, 'SUCCEEDED', row, 'The import succeeded.');
      }
      row += 1;
    }
    job.status = cut?.status ?? 'Succeeded';
    if (cut?.message !== undefined) job.completionMessage = cut.message;
    job.completedAtMs = clock.nowMs();
  };

  return {
    all: jobs,
    importedTwice,
    addForeignJob(describes) {
      const jobId = `import-foreign${jobs.length}`;
      foreign.set(jobId, describes);
      jobs.push({ ...blankJob(jobId, 'theirs', clock.nowMs()), status: 'InProgress' });
    },
    list: async () => jobs.map((job) => ({ ...job })),
    async create(jobName) {
      if (behaviour.hitsLimit?.()) return 'limit';
      const jobId = `import-${jobs.length + 1}`;
      jobs.push(blankJob(jobId, jobName, clock.nowMs()));
      return { jobId, uploadUrl: `https://upload.invalid/${jobId}?secret` };
    },
    async upload(uploadUrl, file) {
      const job = find(new URL(uploadUrl).pathname.slice(1));
      if (behaviour.refusesUpload?.(jobs.indexOf(job) + 1)) return 'refused';
      job.file = file;
      return 'uploaded';
    },
    async start(jobId) {
      const job = find(jobId);
      const isBusy = jobs.some((each) => ['Pending', 'InProgress', 'Stopping'].includes(each.status));
      if (late > 0) {
        late -= 1;
        return behaviour.startsLate?.answer ?? 'busy';
      }
      if (job.file === undefined) return 'no-file';
      if (job.status !== 'Created' || isBusy) return 'busy';
      job.status = 'Pending';
      job.startedAtMs = clock.nowMs();
      return 'started';
    },
    async describe(jobId) {
      const job = find(jobId);
      const patience = foreign.get(jobId);
      if (patience !== undefined) {
        if (patience === 0) job.status = 'Succeeded';
        foreign.set(jobId, patience - 1);
      } else if (job.status === 'Pending') {
        if (!behaviour.staysPending?.()) job.status = 'InProgress';
      } else if (job.status === 'InProgress') {
        if (clock.nowMs() - (job.startedAtMs ?? 0) >= (behaviour.runsForMs ?? 0)) await runRows(job);
      }
      return { ...job };
    },
    async readLog({ jobId }) {
      if (behaviour.isUnreadable) return { kind: 'unreadable', why: 'access was denied' };
      return { kind: 'lines', lines: [...find(jobId).log] };
    },
  };
};

const blankJob = (jobId: string, jobName: string, createdAtMs: number): FakeJob => ({
  jobId,
  jobName,
  status: 'Created',
  createdAtMs,
  importedUsers: 0,
  skippedUsers: 0,
  failedUsers: 0,
  log: [],
});
