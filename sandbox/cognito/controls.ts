/** What a test or a demo may set while the sandbox runs. */
export type CognitoControls = {
  /** How long Cognito waits for a trigger before it gives up on it. */
  triggerTimeoutMs: number;
  /** How long an import job stays in Pending and InProgress. AWS takes minutes. */
  importPendingMs: number;
  importInProgressMs: number;
  /** A job also moves on after it was described this often in one status, so that a standing clock does not stop it. */
  importPollsPerStatus: number;
  /** AWS's threshold for "Too many users have failed or been skipped" is unpublished: these two are a guess. */
  importTroubleMinimum: number;
  importTroublePerImportedUser: number;

  // Pools and users.
  /** How long a change of a pool or its clients takes: another one meanwhile gets ConcurrentModificationException. */
  poolChangeMs: number;
  /** How old the count behind EstimatedNumberOfUsers may be. */
  estimateLagMs: number;
  /** What the subs of new users look like: AWS promises no UUID. */
  subForm: SubForm;

  // Lists.
  /** `ragged`: pages come short or empty, by turns, though more follow. */
  listPages: 'full' | 'ragged';
  /** How far lists of users lag behind: they may show users as they were that long ago, new ones not yet, deleted ones still. */
  listLagMs: number;
  /** What becomes of filters `sub ^= "…"`: no page says that they work. */
  subPrefixFilter: 'works' | 'refused' | 'leaves-users-out';
};

/** `mixed`: a different one of the others for each user. */
export type SubForm = 'uuid' | 'upper-case' | 'long' | 'beyond-hex' | 'mixed';

export const createControls = (): CognitoControls => ({
  triggerTimeoutMs: 5_000,
  importPendingMs: 150,
  importInProgressMs: 400,
  importPollsPerStatus: 3,
  importTroubleMinimum: 5,
  importTroublePerImportedUser: 2,
  poolChangeMs: 0,
  // Exact: a sweep that must find 99 % of the estimate is then put to the hardest test.
  estimateLagMs: 0,
  subForm: 'uuid',
  listPages: 'full',
  listLagMs: 0,
  subPrefixFilter: 'works',
});
