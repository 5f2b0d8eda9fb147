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
  /** How long PASSWORD_VERIFIER waits for its answer. AWS says "a few seconds": the number is a guess. */
  srpAnswerMs: number;
};

export const createControls = (): CognitoControls => ({
  triggerTimeoutMs: 5_000,
  importPendingMs: 150,
  importInProgressMs: 400,
  importPollsPerStatus: 3,
  importTroubleMinimum: 5,
  importTroublePerImportedUser: 2,
  srpAnswerMs: 10_000,
});
