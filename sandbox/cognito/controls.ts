/** What a test or a demo may set while the sandbox runs. */
export type CognitoControls = {
  /** How long Cognito waits for a trigger before it gives up on it. */
  triggerTimeoutMs: number;
  /** How often a trigger that ran out of time is called again. AWS says that it may be, and no longer how often. */
  triggerRetries: number;
  /** The Developer Guide allows finalUserStatus RESET_REQUIRED, the Knowledge Center says that it fails. */
  takesFinalUserStatusResetRequired: boolean;
  /**
   * The source with which PreSignUp runs for a migrated user, or null for not at all. That it runs is reported, with
   * which source is not.
   */
  preSignUpAfterMigration: 'PreSignUp_AdminCreateUser' | 'PreSignUp_SignUp' | 'PreSignUp_ExternalProvider' | null;
  /** How long an import job stays in Pending and InProgress. AWS takes minutes. */
  importPendingMs: number;
  importInProgressMs: number;
  /** A job also moves on after it was described this often in one status, so that a standing clock does not stop it. */
  importPollsPerStatus: number;
  /** AWS's threshold for "Too many users have failed or been skipped" is unpublished: these two are a guess. */
  importTroubleMinimum: number;
  importTroublePerImportedUser: number;
};

export const createControls = (): CognitoControls => ({
  triggerTimeoutMs: 5_000,
  triggerRetries: 0,
  takesFinalUserStatusResetRequired: false,
  preSignUpAfterMigration: 'PreSignUp_AdminCreateUser',
  importPendingMs: 150,
  importInProgressMs: 400,
  importPollsPerStatus: 3,
  importTroubleMinimum: 5,
  importTroublePerImportedUser: 2,
});
