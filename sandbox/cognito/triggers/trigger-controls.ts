/** What AWS leaves open about triggers. */
export type TriggerControls = {
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
};

export const createTriggerControls = (): TriggerControls => ({
  triggerTimeoutMs: 5_000,
  triggerRetries: 0,
  takesFinalUserStatusResetRequired: false,
  preSignUpAfterMigration: 'PreSignUp_AdminCreateUser',
});
