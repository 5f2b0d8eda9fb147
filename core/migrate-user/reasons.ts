/**
 * Why the trigger created nobody, by names that stand in metrics and logs and never change. `alarms` marks what a person
 * should look at although the end user sees an ordinary refusal; outages always alarm, unless they are `planned`.
 * `docs/trigger-reasons.md` is made from this.
 */
type Explanation = {
  readonly means: string;
  readonly whatToDo: string;
  readonly alarms?: true;
  readonly planned?: true;
};

const nothing = 'Nothing.';

/** The end user sees the same empty answer for every one of these. */
export const denyReasons = {
  'unknown-trigger-source': {
    means: 'Cognito called for a reason this function does not serve.',
    whatToDo: 'Attach the function to the UserMigration slot only.',
    alarms: true,
  },
  'unknown-pool': {
    means: 'The call came from another pool than the configured target.',
    whatToDo: 'Detach it there. Nobody but the target pool should be able to invoke it: look at its permissions.',
    alarms: true,
  },
  'unknown-client': {
    means: 'The app client is not in target.clientIds.',
    whatToDo: 'The log names the client. If it is an app of yours, list it and deploy again.',
    alarms: true,
  },
  'bad-input': {
    means: "The name or the password breaks Cognito's own rules, so no user can have it.",
    whatToDo: nothing,
  },
  'attempts-limited': {
    means: 'Too many attempts for this name came in a short time; the source was not asked.',
    whatToDo: 'Nothing for a few. Many mean that somebody tries passwords: look at WAF and threat protection.',
  },
  'wrong-password': {
    means: 'The source refused: wrong password, disabled, or locked out for a while.',
    whatToDo: 'Nothing, while the share of the sign-ins is as usual.',
  },
  'no-such-user': { means: 'The source knows nobody by this name.', whatToDo: nothing },
  unconfirmed: {
    means: 'The user never confirmed the sign-up in the source.',
    whatToDo: 'They sign up anew in the target.',
  },
  'reset-required': {
    means: 'The source wants the password reset before anybody signs in.',
    whatToDo: 'They use "forgot password" at the target, or cross by import.',
  },
  'attempt-limit': {
    means: 'The source refuses more attempts for this user for a while.',
    whatToDo: 'Nothing; it ends by itself.',
  },
  'source-trigger-refused': {
    means: "One of the source's own triggers refused or failed.",
    whatToDo: "Look at the source's PreAuthentication, PostAuthentication and PreTokenGeneration functions.",
    alarms: true,
  },
  'second-factor-unavailable': {
    means: 'The source could not ask for the second factor it wants.',
    whatToDo: "Mend the source's SMS or e-mail settings, or let these users cross by import.",
    alarms: true,
  },
  'second-factor': {
    means: 'The user has a second factor, and users.mfa.passwordOnly denies.',
    whatToDo: 'Let them cross by import, or decide for another users.mfa.passwordOnly.',
  },
  'temporary-password': {
    means: 'The password is a temporary one, and users.temporaryPasswords denies.',
    whatToDo: 'Let them cross by import or "forgot password".',
  },
  'not-a-proof': {
    means: 'The source asked for something that says nothing about the password.',
    whatToDo: 'The app client of trigger.sourceClientId should allow ALLOW_ADMIN_USER_PASSWORD_AUTH only.',
    alarms: true,
  },
  'unknown-challenge': {
    means: 'The source asked for something this version does not know.',
    whatToDo: 'Look for a newer version of poolferry.',
    alarms: true,
  },
  'unknown-error': {
    means: 'The source answered with an error this version does not know.',
    whatToDo: 'The log names it. Look for a newer version of poolferry.',
    alarms: true,
  },
  'not-in-index': {
    means: 'The login index has no such name.',
    whatToDo: 'New users of the source need a fresh index: poolferry index --execute',
  },
  'ambiguous-login': {
    means: 'Several source users share the name, and nobody was chosen.',
    whatToDo: 'Settle the duplicates that export lists, or decide for another users.duplicates.',
  },
  'unverified-login': {
    means: 'The source has not verified that the address is the user’s.',
    whatToDo: 'They verify it in the source first.',
  },
  'another-user': {
    means: 'The source user found is not the one who proved the password.',
    whatToDo: 'Make the login index anew. If it goes on, find out who writes to the ledger.',
    alarms: true,
  },
  disabled: { means: 'The user is disabled in the source.', whatToDo: nothing },
  status: {
    means: "The user's status in the source does not let them cross.",
    whatToDo: 'They cross by import, if export lists them.',
  },
  'another-login': { means: "The name typed is not this user's sign-in name in the target.", whatToDo: nothing },
  'bad-username': {
    means: 'The target cannot have this username.',
    whatToDo: 'Rename the user in the source, or choose users.username "source-sub".',
  },
  'no-recovery-contact': {
    means: 'The target could not send a reset code to any verified address of the user.',
    whatToDo: 'An administrator verifies an address in the source, or makes the user in the target.',
  },
  'missing-attribute': {
    means: 'The user lacks an attribute that the target requires.',
    whatToDo: 'Write it in the source, or let the user sign up anew.',
  },
  'unfit-attribute': {
    means: 'A required attribute does not fit the target.',
    whatToDo: 'Mend its value in the source; the attributes of a pool cannot change.',
  },
  'forgot-password-off': { means: 'trigger.forgotPassword is off.', whatToDo: nothing },
  'claimed-by-another-login': {
    means: 'The user began to cross under another sign-in name.',
    whatToDo:
      'If the name changed in between, release the claim in the ledger. Otherwise somebody passes for this user.',
    alarms: true,
  },
  'already-crossed': {
    means: 'The user has crossed before; a deleted or banned account stays so.',
    whatToDo: 'Nothing, unless the account was deleted by mistake.',
  },
} as const satisfies Record<string, Explanation>;

/** The end user is asked to try again later. */
export const outageReasons = {
  paused: {
    means: 'An operator has paused the trigger.',
    whatToDo: 'When it is time: poolferry trigger pause --resume --execute',
    planned: true,
  },
  'source-throttled': {
    means: "The source's request quota is used up.",
    whatToDo: 'Raise the UserAuthentication quota, or lower trigger.reservedConcurrency and trigger.signInsPerSecond.',
  },
  'source-failed': { means: 'The source had an internal error.', whatToDo: 'Look at the health of AWS in its Region.' },
  'source-access-denied': {
    means: 'The function may not call the source: role or policy.',
    whatToDo: 'Compare its role with the deployed policy; service control policies count too.',
  },
  'source-misconfigured': {
    means: 'The source pool, its app client or its sign-in flow is not as configured.',
    whatToDo: 'The app client must exist and allow ALLOW_ADMIN_USER_PASSWORD_AUTH.',
  },
  'source-secret': {
    means: 'The client secret cannot be read, or the source rejects it, also after reading it again.',
    whatToDo: 'Put the secret of the app client into the secret of trigger.sourceClientSecretArn.',
  },
  'source-role': {
    means: "The role of the source's account cannot be assumed.",
    whatToDo: 'Its trust policy must name the role of the function and trigger.sourceRole.externalId.',
  },
  'source-unreachable': { means: 'The source did not answer.', whatToDo: 'Look at the network and at the Region.' },
  'lookup-failed': {
    means: 'The ledger or the key of its hashes could not be read.',
    whatToDo: 'Look at the table, the secret, and what the role of the function may do.',
  },
  'lookup-unfinished': {
    means: 'ListUsers had more pages to show than there is time for.',
    whatToDo: 'Use trigger.lookup "index".',
  },
  'ledger-failed': {
    means: 'The ledger could not be written.',
    whatToDo: 'Look at the table, and what the role of the function may do.',
  },
  'out-of-time': {
    means: "The time budget ended before Cognito's own limit.",
    whatToDo:
      'See which took long: AssumeRoleDuration, SignInDuration, ProfileDuration, LookupDuration, ClaimDuration, HashKeyDuration.',
  },
  defect: { means: 'The function itself failed; a bug.', whatToDo: 'Report it, with the line of the log.' },
} as const satisfies Record<string, Explanation>;

export type DenyReason = keyof typeof denyReasons;
export type OutageReason = keyof typeof outageReasons;

export const isOutageReason = (reason: DenyReason | OutageReason): reason is OutageReason => reason in outageReasons;

export const isAlarming = (reason: DenyReason | OutageReason): boolean =>
  isOutageReason(reason) ? !('planned' in outageReasons[reason]) : 'alarms' in denyReasons[reason];
