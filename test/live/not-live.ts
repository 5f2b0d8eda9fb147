/** Contract tests that do not run against a real account, each with its reason. `title` is a part of the test's name. */
export const NOT_LIVE: readonly { readonly file: string; readonly title?: string; readonly reason: string }[] = [
  {
    file: 'password-reset',
    title: 'says where the code went',
    reason: 'sends a code to a verified address',
  },
  {
    file: 'password-reset',
    title: 'while a temporary password is out',
    reason: 'may send a code to a verified address; the question beside it asks without one',
  },
  {
    file: 'password-reset',
    title: 'refuses a wrong code and a weak password',
    reason: 'sends a code to a verified address',
  },
  {
    file: 'sign-in',
    title: 'an attribute that the client may not write',
    reason: 'signs up with an address, to which a code may be sent',
  },
  {
    file: 'sign-in',
    title: 'a verified flag',
    reason: 'signs up with an address, to which a code may be sent',
  },
  {
    file: 'triggers',
    reason: 'needs Lambda functions of its own in the account, which the kit does not deploy',
  },
];

/** Of these, everything but what is named runs only where Cognito has a role for its logs. */
export const NEEDS_LOGS_ROLE: readonly { readonly file: string; readonly except?: string }[] = [
  { file: 'import-', except: 'the CSV header' },
];

export const MISSING_LOGS_ROLE = 'needs POOLFERRY_LIVE_LOGS_ROLE_ARN';
