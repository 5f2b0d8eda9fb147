const SENDS_CODES = 'needs a pool that can send codes by SMS or e-mail';
const NOT_IN_THE_ACCOUNT = 'names roles, keys, functions or projects that a real account does not have';
const NAMES_AND_TAGS = 'the kit knows its pools by names and tags of its own';

/** Contract tests that do not run against a real account, each with its reason. `title` is a part of the test's name. */
export const NOT_LIVE: readonly { readonly file: string; readonly title?: string; readonly reason: string }[] = [
  {
    file: 'data-sources',
    reason: 'the kit makes user pools only, and removes no AppSync APIs',
  },
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
    file: 'second-factors',
    title: 'is refused to a user without the means',
    reason: SENDS_CODES,
  },
  {
    file: 'second-factors',
    title: 'is one at a time',
    reason: SENDS_CODES,
  },
  {
    file: 'second-factors',
    title: 'takes codes by e-mail only',
    reason: SENDS_CODES,
  },
  {
    file: 'second-factors',
    title: 'takes SMS only where',
    reason: SENDS_CODES,
  },
  {
    file: 'update-user-pool',
    title: 'required MFA beside sign-in without a password',
    reason: SENDS_CODES,
  },
  {
    file: 'import-rows',
    title: 'fits the MFA setting of its pool',
    reason: SENDS_CODES,
  },
  {
    file: 'import-rows',
    title: 'sends codes by SMS',
    reason: SENDS_CODES,
  },
  {
    file: 'update-user-pool',
    title: 'every setting',
    reason: NOT_IN_THE_ACCOUNT,
  },
  {
    file: 'update-user-pool',
    title: 'as it was given',
    reason: NOT_IN_THE_ACCOUNT,
  },
  {
    file: 'update-user-pool',
    title: 'goes to its default',
    reason: NOT_IN_THE_ACCOUNT,
  },
  {
    file: 'update-user-pool',
    title: 'a setting that an update leaves out stays',
    reason: NOT_IN_THE_ACCOUNT,
  },
  {
    file: 'update-user-pool',
    title: 'turns dynamic client registration on',
    reason: NOT_IN_THE_ACCOUNT,
  },
  {
    file: 'update-user-pool',
    title: 'MFA in a new pool without text messages',
    reason: SENDS_CODES,
  },
  {
    file: 'update-user-pool',
    title: 'does not touch the name of the pool',
    reason: NAMES_AND_TAGS,
  },
  {
    file: 'user-pools',
    title: 'the tags of a user pool',
    reason: NAMES_AND_TAGS,
  },
  {
    file: 'user-pools',
    title: 'ListUserPools',
    reason: NAMES_AND_TAGS,
  },
  {
    file: 'user-pool-clients',
    title: 'AnalyticsConfiguration',
    reason: NOT_IN_THE_ACCOUNT,
  },
  {
    file: 'import-jobs',
    title: 'fails as a whole over more than',
    reason: 'would work through half a million rows where AWS takes them',
  },
  {
    file: 'import-rows',
    title: 'says of every row what became of it',
    reason: 'its words are guesses, which a question asks for one by one',
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
