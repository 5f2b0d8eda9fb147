import type { PoolProfile } from '../users/pool-profile.ts';
import { type DenyReason, isOutageReason, type OutageReason } from './reasons.ts';
import type { SourceCall, SourceFailure } from './source-answer.ts';

/**
 * What each answer of the source is worth, and what becomes of it. Tests are driven by these tables and `docs/decision-table.md`
 * is made from them. An answer not listed is no proof and denies. One file, although a long one: it is what a reviewer reads.
 *
 * An error that can only occur after the password was found right must deny: an outage there would tell a guesser so.
 */
type Reason = DenyReason | OutageReason;
export type Refusal = { readonly deny: DenyReason } | { readonly outage: OutageReason };

/** What a sign-in has proved. All but `password` leave something open that a policy decides about. */
export type Proof = 'password' | 'open-sms-factor' | 'open-second-factor' | 'temporary-password';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html, read 2026-11-20: MFA comes after the password. */
export const challengeTable: Readonly<Record<string, { readonly proof: Proof } | { readonly deny: DenyReason }>> = {
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

/** Said by reason, because few reasons have many errors. */
const errors = (byReason: Readonly<Partial<Record<Reason, readonly string[]>>>): Record<string, Reason> =>
  Object.fromEntries(
    Object.entries(byReason).flatMap(([reason, names]) => names.map((name) => [name, reason as Reason])),
  );

/** Errors that any call can meet: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html, read 2026-11-20. */
const onTheWay = errors({
  'source-throttled': ['TooManyRequestsException', 'ThrottlingException', 'Throttling', 'RequestLimitExceeded'],
  'source-failed': [
    ...['InternalErrorException', 'InternalFailure', 'InternalServerError', 'ServiceUnavailable'],
    ...['ServiceUnavailableException', 'SyntaxError'],
  ],
  'source-access-denied': [
    ...[
      'AccessDeniedException',
      'AccessDenied',
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'OptInRequired',
    ],
    ...['NotAuthorized', 'IncompleteSignature', 'InvalidSignatureException', 'SignatureDoesNotMatch', 'RequestExpired'],
    ...['ExpiredTokenException', 'ExpiredToken', 'CredentialsProviderError', 'ProviderError', 'TokenProviderError'],
    ...['MissingAuthenticationToken', 'MissingAuthenticationTokenException', 'ForbiddenException'],
  ],
  'source-misconfigured': [
    ...['ResourceNotFoundException', 'InvalidParameterException', 'OperationNotEnabledException'],
    ...[
      'MalformedHttpRequestException',
      'RequestEntityTooLargeException',
      'UnknownOperationException',
      'ValidationError',
    ],
  ],
  'source-unreachable': [
    'TimeoutError',
    'NetworkingError',
    'Unreachable',
    'RequestTimeoutException',
    'RequestAbortedException',
  ],
  'out-of-time': ['AbortError'],
  defect: ['Error', 'TypeError', 'RangeError', 'ReferenceError'],
});

/** By call, everything it can answer instead of an answer. Names that are not AWS's are the adapter's own. */
export const errorTable: Readonly<Record<SourceCall, Readonly<Record<string, Reason>>>> = {
  AdminInitiateAuth: {
    ...onTheWay,
    ...errors({
      'wrong-password': ['NotAuthorizedException'],
      'no-such-user': ['UserNotFoundException'],
      unconfirmed: ['UserNotConfirmedException'],
      'reset-required': ['PasswordResetRequiredException'],
      'attempt-limit': ['LimitExceededException', 'TooManyFailedAttemptsException'],
      'source-trigger-refused': [
        ...['UserLambdaValidationException', 'UnexpectedLambdaException', 'InvalidLambdaResponseException'],
      ],
      'second-factor-unavailable': [
        ...['MFAMethodNotFoundException', 'SoftwareTokenMFANotFoundException', 'CodeDeliveryFailureException'],
        ...['InvalidSmsRoleAccessPolicyException', 'InvalidSmsRoleTrustRelationshipException'],
        'InvalidEmailRoleAccessPolicyException',
      ],
      'source-misconfigured': [
        ...[
          'InvalidUserPoolConfigurationException',
          'UnsupportedOperationException',
          'FeatureUnavailableInTierException',
        ],
      ],
      'source-secret': ['SecretHashRejected'],
      'not-a-proof': ['AnswerWithoutProof'],
    }),
  },
  AdminGetUser: {
    ...onTheWay,
    ...errors({
      'no-such-user': ['UserNotFoundException'],
      'source-access-denied': ['NotAuthorizedException'],
      'not-a-proof': ['AnswerWithoutProof'],
    }),
  },
  ListUsers: {
    ...onTheWay,
    ...errors({ 'source-access-denied': ['NotAuthorizedException'], 'not-a-proof': ['AnswerWithoutProof'] }),
  },
  AssumeRole: errors({
    'source-role': [
      ...['AccessDenied', 'AccessDeniedException', 'ExpiredTokenException', 'MalformedPolicyDocumentException'],
      ...['PackedPolicyTooLargeException', 'RegionDisabledException', 'ValidationError', 'AnswerWithoutProof'],
      ...['TooManyRequestsException', 'InternalErrorException', 'Unreachable'],
    ],
    'out-of-time': ['AbortError'],
  }),
  GetSecretValue: errors({
    'source-secret': [
      ...['DecryptionFailure', 'InternalServiceError', 'InvalidParameterException', 'InvalidRequestException'],
      ...['ResourceNotFoundException', 'AccessDeniedException', 'TooManyRequestsException', 'InternalErrorException'],
      'Unreachable',
    ],
    'out-of-time': ['AbortError'],
  }),
};

/** What is not listed. These two calls come before anything about the person, so that their failure tells nothing. */
const unlisted = (call: SourceCall): Reason =>
  call === 'AssumeRole' ? 'source-role' : call === 'GetSecretValue' ? 'source-secret' : 'unknown-error';

export const weighChallenge = (name: string): { readonly proof: Proof } | { readonly deny: DenyReason } =>
  (Object.hasOwn(challengeTable, name) ? challengeTable[name] : undefined) ?? { deny: 'unknown-challenge' };

export const weighError = ({ call, name }: Omit<SourceFailure, 'kind'>): Refusal => {
  const table = errorTable[call];
  const reason = (Object.hasOwn(table, name) ? table[name] : undefined) ?? unlisted(call);
  return isOutageReason(reason) ? { outage: reason } : { deny: reason };
};

/** Every kind of target: what people sign in by. */
export const targetKinds = {
  username: { kind: 'username', aliases: [] },
  'username + e-mail alias': { kind: 'username', aliases: ['email'] },
  'username + phone alias': { kind: 'username', aliases: ['phone_number'] },
  'username + preferred username': { kind: 'username', aliases: ['preferred_username'] },
  'e-mail': { kind: 'attribute', attributes: ['email'] },
  phone: { kind: 'attribute', attributes: ['phone_number'] },
  'e-mail or phone': { kind: 'attribute', attributes: ['email', 'phone_number'] },
} as const satisfies Record<string, PoolProfile['signIn']>;

export type TargetKind = keyof typeof targetKinds;
type Typed =
  | 'username'
  | 'verified e-mail'
  | 'unverified e-mail'
  | 'verified phone'
  | 'unverified phone'
  | 'preferred username';

type Crossing = 'crosses' | 'crosses, named' | DenyReason;

const another: Readonly<Record<Typed, Crossing>> = {
  username: 'another-login',
  'verified e-mail': 'another-login',
  'unverified e-mail': 'another-login',
  'verified phone': 'another-login',
  'unverified phone': 'another-login',
  'preferred username': 'another-login',
};

/** Who may cross under which name. `named`: the answer tells Cognito the username, because something else was typed. */
export const nameTable: Readonly<Record<TargetKind, Readonly<Record<Typed, Crossing>>>> = {
  username: { ...another, username: 'crosses' },
  'username + e-mail alias': { ...another, username: 'crosses', 'verified e-mail': 'crosses, named' },
  'username + phone alias': { ...another, username: 'crosses', 'verified phone': 'crosses, named' },
  'username + preferred username': { ...another, username: 'crosses', 'preferred username': 'crosses, named' },
  'e-mail': { ...another, 'verified e-mail': 'crosses', 'unverified e-mail': 'unverified-login' },
  phone: { ...another, 'verified phone': 'crosses', 'unverified phone': 'unverified-login' },
  'e-mail or phone': {
    ...another,
    'verified e-mail': 'crosses',
    'unverified e-mail': 'unverified-login',
    'verified phone': 'crosses',
    'unverified phone': 'unverified-login',
  },
};

/** What the person gets. `reset`: the account is there, and its password must be chosen by a code first. */
export type Outcome = 'CONFIRMED' | 'CONFIRMED with SMS' | 'reset' | DenyReason;
type Policy = 'deny' | 'reset' | 'accept';

export type OutcomeRow = {
  readonly trigger: 'UserMigration_Authentication' | 'UserMigration_ForgotPassword';
  /** What the answer proved; a forgotten password has proved nothing. */
  readonly proof: Proof | 'nothing';
  /** Of the user, or of both pools, where it makes a difference. */
  readonly given: string;
  readonly userIs: Partial<{
    readonly status: string;
    readonly enabled: false;
    readonly phoneVerified: boolean;
    readonly reachable: false;
    readonly secondFactors: readonly string[];
    readonly passwordWeak: true;
  }>;
  readonly targetMfa?: 'OFF' | 'OPTIONAL';
  /** By `users.mfa.passwordOnly`, or by `users.temporaryPasswords` (which has no `accept`) for temporary passwords. */
  readonly outcome: Outcome | Readonly<Partial<Record<Policy, Outcome>>>;
};

const signIn = 'UserMigration_Authentication';
const forgotten = 'UserMigration_ForgotPassword';
const byPolicy = { deny: 'second-factor', reset: 'reset', accept: 'CONFIRMED' } as const;

const otherStatuses = (trigger: OutcomeRow['trigger'], proof: OutcomeRow['proof'], statuses: readonly string[]) =>
  statuses.map((status): OutcomeRow => ({ trigger, proof, given: status, userIs: { status }, outcome: 'status' }));

/** The same for every kind of target, for somebody who typed a name by which they may cross. */
export const outcomeTable: readonly OutcomeRow[] = [
  { trigger: signIn, proof: 'password', given: 'enabled, CONFIRMED', userIs: {}, outcome: 'CONFIRMED' },
  {
    trigger: signIn,
    proof: 'password',
    given: 'password below the policy, trigger.weakPasswords "reset"',
    userIs: { passwordWeak: true },
    outcome: 'reset',
  },
  {
    trigger: signIn,
    proof: 'password',
    given: 'the same, no verified address for a code',
    userIs: { passwordWeak: true, reachable: false },
    outcome: 'no-recovery-contact',
  },
  { trigger: signIn, proof: 'password', given: 'disabled', userIs: { enabled: false }, outcome: 'disabled' },
  ...otherStatuses(signIn, 'password', [
    ...['UNCONFIRMED', 'ARCHIVED', 'COMPROMISED', 'UNKNOWN', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD'],
    'EXTERNAL_PROVIDER',
  ]),
  {
    trigger: signIn,
    proof: 'open-sms-factor',
    given: 'phone verified, target has MFA',
    userIs: { phoneVerified: true },
    targetMfa: 'OPTIONAL',
    outcome: 'CONFIRMED with SMS',
  },
  {
    trigger: signIn,
    proof: 'open-sms-factor',
    given: 'phone not verified, target has MFA',
    userIs: { phoneVerified: false },
    targetMfa: 'OPTIONAL',
    outcome: byPolicy,
  },
  {
    trigger: signIn,
    proof: 'open-sms-factor',
    given: 'phone verified, target has no MFA',
    userIs: { phoneVerified: true },
    targetMfa: 'OFF',
    outcome: byPolicy,
  },
  { trigger: signIn, proof: 'open-second-factor', given: 'enabled, CONFIRMED', userIs: {}, outcome: byPolicy },
  {
    trigger: signIn,
    proof: 'open-second-factor',
    given: 'no verified address for a code',
    userIs: { reachable: false },
    outcome: { deny: 'second-factor', reset: 'no-recovery-contact', accept: 'CONFIRMED' },
  },
  {
    trigger: signIn,
    proof: 'temporary-password',
    given: 'FORCE_CHANGE_PASSWORD',
    userIs: { status: 'FORCE_CHANGE_PASSWORD' },
    outcome: { deny: 'temporary-password', reset: 'reset' },
  },
  {
    trigger: signIn,
    proof: 'temporary-password',
    given: 'has a second factor, users.mfa.passwordOnly "deny"',
    userIs: { status: 'FORCE_CHANGE_PASSWORD', secondFactors: ['SOFTWARE_TOKEN_MFA'] },
    outcome: { deny: 'temporary-password', reset: 'second-factor' },
  },
  ...['CONFIRMED', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD'].map(
    (status): OutcomeRow => ({
      trigger: forgotten,
      proof: 'nothing',
      given: `enabled, ${status}`,
      userIs: { status },
      outcome: 'reset',
    }),
  ),
  { trigger: forgotten, proof: 'nothing', given: 'disabled', userIs: { enabled: false }, outcome: 'disabled' },
  ...otherStatuses(forgotten, 'nothing', ['UNCONFIRMED', 'ARCHIVED', 'COMPROMISED', 'UNKNOWN', 'EXTERNAL_PROVIDER']),
  {
    trigger: forgotten,
    proof: 'nothing',
    given: 'has a second factor',
    userIs: { secondFactors: ['SMS_MFA'] },
    outcome: { deny: 'second-factor', reset: 'reset', accept: 'reset' },
  },
  {
    trigger: forgotten,
    proof: 'nothing',
    given: 'no verified address for a code',
    userIs: { reachable: false },
    outcome: 'no-recovery-contact',
  },
];
