import type { PasswordHashingAlgorithm } from '../password-hashes/read-password-hash.ts';

export type ImportJobStatus =
  | 'Created'
  | 'Pending'
  | 'InProgress'
  | 'Stopping'
  | 'Stopped'
  | 'Succeeded'
  | 'Failed'
  | 'Expired';

export type ImportJob = {
  readonly id: string;
  readonly name: string;
  readonly logsRoleArn: string;
  readonly passwordHashingAlgorithm?: PasswordHashingAlgorithm;
  readonly createdMs: number;
  readonly uploadKey: string;
  readonly uploadUrl: string;
  status: ImportJobStatus;
  /** When `status` began. */
  statusSinceMs: number;
  /** How often the job was described since then. */
  pollsInStatus: number;
  startedMs?: number;
  completedMs?: number;
  completionMessage?: string;
  /** From InProgress on, until the job is over. */
  work?: ImportWork;
  imported: number;
  skipped: number;
  failed: number;
};

export type ImportWork = {
  readonly sinceMs: number;
  readonly rows: ImportRows;
  log(line: string): void;
};

/** A parsed upload. `next` is the first row not handled yet. */
export type ImportRows = {
  readonly header: readonly string[];
  readonly lines: readonly string[];
  next: number;
};
