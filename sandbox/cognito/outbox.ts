/** A message Cognito would have sent. `code` is the code or the temporary password in it. */
export type OutboxMessage = {
  readonly userPoolId: string;
  readonly username: string;
  readonly kind: 'invitation' | 'welcome' | 'sign-up' | 'reset' | 'verify-email' | 'verify-phone_number' | 'mfa';
  readonly medium: 'EMAIL' | 'SMS';
  readonly destination: string;
  readonly code: string;
  readonly sentMs: number;
};
