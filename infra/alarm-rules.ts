import { denyReasons, isAlarming, outageReasons } from '../core/migrate-user/reasons.ts';

/** When somebody is woken: a metric of the functions, how often within five minutes, what it means and what to do. */
export type AlarmRule = {
  /** Of the alarm within its construct, stable over versions. */
  readonly id: string;
  readonly metricName: string;
  /** Beside `userPoolId`, which all have. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly threshold: number;
  readonly means: string;
  readonly whatToDo: string;
};

/** Troubles of the network and of AWS that meet single sign-ins and pass; several at once are an outage. */
const passing: ReadonlySet<string> = new Set([
  'source-throttled',
  'source-failed',
  'source-unreachable',
  'out-of-time',
]);

const migrateUser = 'poolferry-migrate-user';

/** One per reason that somebody should look at, in the words of docs/trigger-reasons.md. */
const reasonRules = (metricName: string, reasons: typeof denyReasons | typeof outageReasons): AlarmRule[] =>
  Object.entries(reasons as Record<string, { readonly means: string; readonly whatToDo: string }>)
    .filter(([reason]) => isAlarming(reason as Parameters<typeof isAlarming>[0]))
    .map(([reason, { means, whatToDo }]) => ({
      id: reason,
      metricName,
      dimensions: { service: migrateUser, reason },
      threshold: passing.has(reason) ? 5 : 1,
      means,
      whatToDo,
    }));

export const migrateUserRules: readonly AlarmRule[] = [
  ...reasonRules('SecurityAlarm', denyReasons),
  ...reasonRules('Outage', outageReasons),
  {
    id: 'attempts-limited',
    metricName: 'Denied',
    dimensions: { service: migrateUser, reason: 'attempts-limited' },
    threshold: 50,
    means: 'Many attempts at the same names: somebody may be trying passwords.',
    whatToDo: 'Look at WAF and threat protection. To stop all crossings: poolferry trigger pause --execute',
  },
];

const bindUser = { service: 'poolferry-bind-user' };
export const bindUserRules: readonly AlarmRule[] = [
  {
    id: 'binding-refused',
    metricName: 'SecurityAlarm',
    dimensions: bindUser,
    threshold: 1,
    means: 'A user named a source user without having proved to be them.',
    whatToDo:
      'The log names both subs. Look at: poolferry ledger show --sub SUB. No app client may write users.previousSub.',
  },
  {
    id: 'binding-failed',
    metricName: 'BindFailed',
    dimensions: bindUser,
    threshold: 5,
    means: 'Users crossed and could not be bound to their claim; they are signed in and notice nothing.',
    whatToDo: 'Look at the ledger and the role of the function. Afterwards: poolferry ledger reconcile --execute',
  },
  {
    id: 'groups-missing',
    metricName: 'GroupsMissing',
    dimensions: bindUser,
    threshold: 1,
    means: 'The target has no group of a name in trigger.groups, so somebody did not get it.',
    whatToDo: 'Create the group; the next sign-in of the user adds them.',
  },
];

const guardSignUp = { service: 'poolferry-guard-sign-up' };
export const guardSignUpRules: readonly AlarmRule[] = [
  {
    id: 'sign-up-suspicious',
    metricName: 'SecurityAlarm',
    dimensions: guardSignUp,
    threshold: 1,
    means: 'A sign-up was refused that should not have happened at all.',
    whatToDo: 'The log has the reason; docs/sign-up-guard.md says what it means.',
  },
  {
    id: 'sign-up-outage',
    metricName: 'Outage',
    dimensions: guardSignUp,
    threshold: 5,
    means: 'Nobody can sign up: the guard cannot read the ledger or the key of its hashes.',
    whatToDo: 'Look at the table, the secret, and what the role of the function may do.',
  },
];

export const issueClaimsRules: readonly AlarmRule[] = [
  {
    id: 'claims-failed',
    metricName: 'ClaimsFailed',
    dimensions: { service: 'poolferry-issue-claims' },
    threshold: 5,
    means: 'Tokens were issued without the claims of trigger.claims.',
    whatToDo: 'Look at the ledger and the role of the function. The next token has them.',
  },
];
