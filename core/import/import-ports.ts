import type { Clock } from '../flow/clock.ts';
import type { Ledger } from '../identity/ledger.ts';
import type { Run } from '../journal/run-store.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { ImportJob } from './import-job.ts';

/** Calls that pass by themselves when tried again are tried again behind these ports; what they throw is final. */
export type ImportPorts = {
  /** Every user once, in any order. */
  readonly listTargetUsers: () => AsyncIterable<UserRecord>;
  readonly jobs: ImportJobPorts;
  readonly ledger: ClaimPorts | undefined;
  readonly disabling: DisablingPorts;
  /** Rows of one part, in its order, from the package as it was verified. */
  readonly readPart: (part: number) => AsyncIterable<PartRow>;
  readonly writeOutcome: (files: OutcomeFiles) => Promise<void>;
  readonly run: Run;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly note: (what: string) => void;
  /** So many more rows have an outcome. */
  readonly advance: (rows: number) => void;
};

export type ImportJobPorts = {
  /** Every job of the target pool. */
  readonly list: () => Promise<readonly ImportJob[]>;
  /**
   * `limit`: Cognito makes no more jobs now; `busy`: it asks to be called later. The URL lets its holder replace the file:
   * never keep or print it.
   */
  readonly create: (
    jobName: string,
  ) => Promise<{ readonly jobId: string; readonly uploadUrl: string } | 'limit' | 'busy'>;
  /** `refused`: the URL is no longer valid. */
  readonly upload: (uploadUrl: string, file: Uint8Array) => Promise<'uploaded' | 'refused'>;
  /** `no-file`: Cognito says that it sees no upload. `busy`: it starts nothing now, as while another job of the account is active. */
  readonly start: (jobId: string) => Promise<'started' | 'no-file' | 'busy'>;
  readonly describe: (jobId: string) => Promise<ImportJob>;
  /** Lines arrive late and may be missing. */
  readonly readLog: (job: Pick<ImportJob, 'jobId'>) => Promise<JobLog>;
};

export type DisablingPorts = {
  /** Every user of the target whom ListUsers finds by this filter. */
  readonly find: (filter: string) => Promise<readonly UserRecord[]>;
  /** No error where the user is disabled already, or gone. */
  readonly disable: (username: string) => Promise<void>;
};

export type JobLog =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'unreadable'; readonly why: string };

export type ClaimPorts = Pick<Ledger, 'claim' | 'bind' | 'release' | 'find' | 'list'> & {
  readonly hashLogin: (canonicalLogin: string) => string;
};

export type PartRow = {
  /** Counts from 1; the header is not counted. */
  readonly row: number;
  /** As it stands in the file, without its line end. */
  readonly line: string;
  readonly cells: ReadonlyMap<string, string>;
};

export type OutcomeFiles = {
  /** Lines of `outcome.jsonl` and `failed.csv`, without line ends; each can be read once. */
  readonly outcome: Iterable<string>;
  readonly failed: AsyncIterable<string>;
};
