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
  readonly createdMs: number;
  readonly uploadUrl: string;
  status: ImportJobStatus;
  /** When `status` began. */
  statusSinceMs: number;
  /** How often the job was described since then. */
  pollsInStatus: number;
  startedMs?: number;
  completedMs?: number;
  completionMessage?: string;
  /** Set when the job starts to work on its rows. */
  rows?: ImportRows;
  imported: number;
  skipped: number;
  failed: number;
};

/** A parsed upload. `next` is the first row not handled yet. */
export type ImportRows = {
  readonly header: readonly string[];
  readonly lines: readonly string[];
  next: number;
};
