/**
 * Why the trigger created nobody, by names that stand in metrics and logs and never change. `alarms` marks what a person
 * should look at although the end user sees an ordinary refusal; outages always alarm.
 */
type Explanation = { readonly means: string; readonly alarms?: true };

/** The end user sees the same empty answer for every one of these. */
export const denyReasons = {
  'unknown-trigger-source': { means: 'Cognito called for a reason this function does not serve.', alarms: true },
  'unknown-pool': { means: 'The call came from another pool than the configured target.', alarms: true },
  'unknown-client': { means: 'The app client is not in target.clientIds.', alarms: true },
  'bad-input': { means: "The name or the password breaks Cognito's own rules, so no user can have it." },
  'wrong-password': { means: 'The source refused: wrong password, disabled, or locked out for a while.' },
  'no-such-user': { means: 'The source knows nobody by this name.' },
  unconfirmed: { means: 'The user never confirmed the sign-up in the source.' },
  'reset-required': { means: 'The source wants the password reset before anybody signs in.' },
  'attempt-limit': { means: 'The source refuses more attempts for this user for a while.' },
  'source-trigger-refused': { means: "One of the source's own triggers refused or failed.", alarms: true },
  'second-factor-unavailable': { means: 'The source could not ask for the second factor it wants.', alarms: true },
  'second-factor': { means: 'The user has a second factor, and users.mfa.passwordOnly denies.' },
  'temporary-password': { means: 'The password is a temporary one, and users.temporaryPasswords denies.' },
  'not-a-proof': { means: 'The source asked for something that says nothing about the password.', alarms: true },
  'unknown-challenge': { means: 'The source asked for something this version does not know.', alarms: true },
  'not-in-index': { means: 'The login index has no such name. New users need a fresh index.' },
  'ambiguous-login': { means: 'Several source users share the name, and users.duplicates chose nobody.' },
  'unverified-login': { means: 'The source has not verified that the address is the user’s.' },
  'another-user': { means: 'The source user found is not the one who proved the password.', alarms: true },
  disabled: { means: 'The user is disabled in the source.' },
  status: { means: "The user's status in the source does not let them cross." },
  'another-login': { means: "The name typed is not this user's sign-in name in the target." },
  'bad-username': { means: 'The target cannot have this username.' },
  'no-recovery-contact': { means: 'The target could not send a reset code to any verified address of the user.' },
  'missing-attribute': { means: 'The user lacks an attribute that the target requires.' },
  'unfit-attribute': { means: 'A required attribute does not fit the target.' },
  'forgot-password-off': { means: 'trigger.forgotPassword is off.' },
  'claimed-by-another-login': { means: 'The user began to cross under another sign-in name.', alarms: true },
  'already-crossed': { means: 'The user has crossed before; a deleted or banned account stays so.' },
} as const satisfies Record<string, Explanation>;

/** The end user is asked to try again later. */
export const outageReasons = {
  'source-throttled': { means: "The source's request quota is used up." },
  'source-failed': { means: 'The source had an internal error.' },
  'source-access-denied': { means: 'The function may not call the source: role or policy.' },
  'source-misconfigured': { means: 'The source pool, its app client or its sign-in flow is not as configured.' },
  'source-secret': { means: 'The source rejects the client secret, also after reading it again.' },
  'source-unreachable': { means: 'The source did not answer.' },
  'source-unknown-error': { means: 'The source answered with an error this version does not know.' },
  'lookup-failed': { means: 'The login index or the key of its hashes could not be read.' },
  'ledger-failed': { means: 'The ledger could not be written.' },
  'out-of-time': { means: "The time budget ended before Cognito's own limit." },
  defect: { means: 'The function itself failed; a bug.' },
} as const satisfies Record<string, Explanation>;

export type DenyReason = keyof typeof denyReasons;
export type OutageReason = keyof typeof outageReasons;

export const isAlarming = (reason: DenyReason | OutageReason): boolean =>
  reason in outageReasons || 'alarms' in denyReasons[reason as DenyReason];
