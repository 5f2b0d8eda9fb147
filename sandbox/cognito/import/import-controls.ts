/** How the lines of a job's log are worded: see `log-line.ts`. */
export type ImportWording = 'documented' | 'seen in 2024' | 'other words' | 'other form';

/** What may differ from job to job. */
export type ImportJobControls = {
  /** How long StartUserImportJob does not see a file that was uploaded. */
  importUploadSeenAfterMs: number;
  /** How long a job stays in Pending and InProgress. AWS takes minutes. Infinity keeps it there. */
  importPendingMs: number;
  importInProgressMs: number;
  /** How long a job stays in Stopping. It imports on meanwhile. AWS's samples show jobs that are Stopped at once. */
  importStoppingMs: number;
  /** A job also moves on after it was described this often in one status, so that a standing clock does not stop it. */
  importPollsPerStatus: number;
  /** How many rows one call takes at most, so that a long file blocks nobody for long. */
  importRowsPerCall: number;
  /** AWS: 24 to 48 hours. */
  importExpiresAfterMs: number;
  /**
   * AWS's threshold for "Too many users have failed or been skipped" is unpublished: a job fails with at least so many of
   * them, and with more than so many per imported user. Looked at after so many rows each, and at the end.
   */
  importTroubleMinimum: number;
  importTroublePerImportedUser: number;
  importTroubleCheckRows: number;
  importWording: ImportWording;
  /** Whether the header is line 1 of the log, or the first user. */
  importLineNumbersCountHeader: boolean;
  /** Whether the job writes a log at all. For a log that comes late: `logs.lateByMs` and `logs.streamsLateByMs`. */
  importLog: 'written' | 'missing';
  importLogsRole: 'works' | 'cannot be assumed';
  /** Pools may have names that log groups may not. AWS does not say what a job then does. */
  importIllegalGroupName: 'underscores' | 'missing log' | 'job fails';
};

export type ImportControls = ImportJobControls & {
  /** The order of GetCSVHeader's columns: one for each pool, that of AWS's page, or that of the console's template. */
  importHeaderOrder: 'by pool' | 'documented' | 'template';
  /** AWS's page says that the template has a column for hashes; its sample of GetCSVHeader has none. */
  importHeaderHasPasswordHash: boolean;
  /** Pools on the older infrastructure, by id: no hashes can be imported there. */
  readonly poolsWithoutPasswordHashes: Set<string>;
  /** 1,000 in AWS, adjustable there. */
  importJobsPerPool: number;
  /** What StartUserImportJob says while another job of the account is active. Not documented. */
  importSecondJobError: 'PreconditionNotMetException' | 'TooManyRequestsException' | 'LimitExceededException';
  /** Whether DeleteUserPool is refused while a job runs. Otherwise the jobs go away with their pool. */
  importKeepsPoolFromDeletion: boolean;
  /** What is different for jobs of a name. */
  readonly importJobsNamed: Map<string, Partial<ImportJobControls>>;
};

export const createImportControls = (): ImportControls => ({
  importUploadSeenAfterMs: 0,
  importPendingMs: 150,
  importInProgressMs: 400,
  importStoppingMs: 0,
  importPollsPerStatus: 3,
  importRowsPerCall: 25_000,
  importExpiresAfterMs: 24 * 3_600_000,
  importTroubleMinimum: 1,
  importTroublePerImportedUser: 2,
  importTroubleCheckRows: 100,
  importWording: 'documented',
  importLineNumbersCountHeader: false,
  importLog: 'written',
  importLogsRole: 'works',
  importIllegalGroupName: 'underscores',
  importHeaderOrder: 'by pool',
  importHeaderHasPasswordHash: false,
  poolsWithoutPasswordHashes: new Set(),
  importJobsPerPool: 1_000,
  importSecondJobError: 'PreconditionNotMetException',
  importKeepsPoolFromDeletion: true,
  importJobsNamed: new Map(),
});

export const controlsOfJob = (controls: ImportControls, { name }: { readonly name: string }): ImportJobControls => ({
  ...controls,
  ...controls.importJobsNamed.get(name),
});
