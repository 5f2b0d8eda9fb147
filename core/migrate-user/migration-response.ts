/**
 * The answer by which Cognito creates the user. No password policy, no welcome message. An alias is never taken from
 * whoever holds it, so the type has no way to say so.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html, read 2026-11-20.
 */
export type MigrationResponse = {
  readonly userAttributes: Readonly<Record<string, string>>;
  /**
   * Left out where the person must choose a new password: AWS documents the value RESET_REQUIRED and also reports that any value
   * but this one fails.
   */
  readonly finalUserStatus?: 'CONFIRMED';
  readonly messageAction: 'SUPPRESS';
  readonly forceAliasCreation: false;
  readonly enableSMSMFA?: true;
};
