import type { DenyReason, OutageReason } from './reasons.ts';

/**
 * What each answer of the source is worth. Tests and documentation are made from these tables. An answer not listed is
 * no proof: an unknown challenge denies, an unknown error is an outage.
 *
 * An error that can only occur after the password was found right must deny: an outage there would tell a guesser so.
 */
type Deny = { readonly deny: DenyReason };
type Outage = { readonly outage: OutageReason };

/** What a sign-in has proved. All but `password` leave something open that a policy decides about. */
export type Proof = 'password' | 'open-sms-factor' | 'open-second-factor' | 'temporary-password';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html, read 2026-11-20: MFA comes after the password. */
export const challengeTable: Readonly<Record<string, { readonly proof: Proof } | Deny>> = {
  SMS_MFA: { proof: 'open-sms-factor' },
  SOFTWARE_TOKEN_MFA: { proof: 'open-second-factor' },
  EMAIL_OTP: { proof: 'open-second-factor' },
  SELECT_MFA_TYPE: { proof: 'open-second-factor' },
  MFA_SETUP: { proof: 'open-second-factor' },
  NEW_PASSWORD_REQUIRED: { proof: 'temporary-password' },
  PASSWORD_VERIFIER: { deny: 'not-a-proof' },
  CUSTOM_CHALLENGE: { deny: 'not-a-proof' },
  SELECT_CHALLENGE: { deny: 'not-a-proof' },
  DEVICE_SRP_AUTH: { deny: 'not-a-proof' },
  DEVICE_PASSWORD_VERIFIER: { deny: 'not-a-proof' },
  ADMIN_NO_SRP_AUTH: { deny: 'not-a-proof' },
  SMS_OTP: { deny: 'not-a-proof' },
  PASSWORD: { deny: 'not-a-proof' },
  PASSWORD_SRP: { deny: 'not-a-proof' },
  WEB_AUTHN: { deny: 'not-a-proof' },
};

/** Errors of AdminInitiateAuth and AdminGetUser, of IAM and of the way there. The adapter's own names are at the end. */
export const errorTable: Readonly<Record<string, Deny | Outage>> = {
  NotAuthorizedException: { deny: 'wrong-password' },
  UserNotFoundException: { deny: 'no-such-user' },
  UserNotConfirmedException: { deny: 'unconfirmed' },
  PasswordResetRequiredException: { deny: 'reset-required' },
  LimitExceededException: { deny: 'attempt-limit' },
  TooManyFailedAttemptsException: { deny: 'attempt-limit' },

  UserLambdaValidationException: { deny: 'source-trigger-refused' },
  UnexpectedLambdaException: { deny: 'source-trigger-refused' },
  InvalidLambdaResponseException: { deny: 'source-trigger-refused' },
  MFAMethodNotFoundException: { deny: 'second-factor-unavailable' },
  SoftwareTokenMFANotFoundException: { deny: 'second-factor-unavailable' },
  CodeDeliveryFailureException: { deny: 'second-factor-unavailable' },
  InvalidSmsRoleAccessPolicyException: { deny: 'second-factor-unavailable' },
  InvalidSmsRoleTrustRelationshipException: { deny: 'second-factor-unavailable' },
  InvalidEmailRoleAccessPolicyException: { deny: 'second-factor-unavailable' },

  TooManyRequestsException: { outage: 'source-throttled' },
  ThrottlingException: { outage: 'source-throttled' },
  Throttling: { outage: 'source-throttled' },
  RequestLimitExceeded: { outage: 'source-throttled' },
  InternalErrorException: { outage: 'source-failed' },
  InternalFailure: { outage: 'source-failed' },
  InternalServerError: { outage: 'source-failed' },
  ServiceUnavailable: { outage: 'source-failed' },
  ServiceUnavailableException: { outage: 'source-failed' },
  AccessDeniedException: { outage: 'source-access-denied' },
  AccessDenied: { outage: 'source-access-denied' },
  UnrecognizedClientException: { outage: 'source-access-denied' },
  InvalidSignatureException: { outage: 'source-access-denied' },
  ExpiredTokenException: { outage: 'source-access-denied' },
  CredentialsProviderError: { outage: 'source-access-denied' },
  ForbiddenException: { outage: 'source-access-denied' },
  ResourceNotFoundException: { outage: 'source-misconfigured' },
  InvalidParameterException: { outage: 'source-misconfigured' },
  InvalidUserPoolConfigurationException: { outage: 'source-misconfigured' },
  UnsupportedOperationException: { outage: 'source-misconfigured' },
  OperationNotEnabledException: { outage: 'source-misconfigured' },
  TimeoutError: { outage: 'source-unreachable' },
  AbortError: { outage: 'out-of-time' },
  NetworkingError: { outage: 'source-unreachable' },

  SecretHashRejected: { outage: 'source-secret' },
  Unreachable: { outage: 'source-unreachable' },
  AnswerWithoutProof: { deny: 'not-a-proof' },
};

export const weighChallenge = (name: string): { readonly proof: Proof } | Deny =>
  (Object.hasOwn(challengeTable, name) ? challengeTable[name] : undefined) ?? { deny: 'unknown-challenge' };

export const weighError = (name: string): Deny | Outage =>
  (Object.hasOwn(errorTable, name) ? errorTable[name] : undefined) ?? { outage: 'source-unknown-error' };
