import {
  challengeTable,
  errorTable,
  nameTable,
  type OutcomeRow,
  outcomeTable,
} from '../core/migrate-user/decision-table.ts';
import { denyReasons, isOutageReason, outageReasons } from '../core/migrate-user/reasons.ts';

const made = '<!-- Made by npm run generate; do not edit. -->';

const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (titles: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(...titles), row(...titles.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');
const code = (text: string) => `\`${text}\``;

/** `docs/decision-table.md`: what the source may answer, and what becomes of it. */
export const decisionTablePage = (): string =>
  [
    made,
    '# The decision table of the trigger',
    'What each answer of the source is worth, for every kind of target and both trigger sources. It is made from',
    '`core/migrate-user/decision-table.ts`, by which the trigger decides and its tests are driven. A name in `code` is a reason of',
    '[trigger-reasons.md](trigger-reasons.md). What is not listed here proves nothing and denies.',
    '',
    '## Challenges of AdminInitiateAuth',
    table(
      ['challenge', 'is worth'],
      Object.entries(challengeTable).map(([name, worth]) => [
        name,
        'proof' in worth ? worth.proof : `denied: ${code(worth.deny)}`,
      ]),
    ),
    '',
    '## What a proof becomes',
    'The same for every kind of target, for somebody who typed a name by which they may cross. The columns are the policy:',
    '`users.temporaryPasswords` for a temporary password, `users.mfa.passwordOnly` for everything else. Tokens prove the `password`.',
    '',
    table(
      ['trigger source', 'proof', 'user', '"deny"', '"reset"', '"accept"'],
      outcomeTable.map((each) => [
        each.trigger.replace('UserMigration_', ''),
        each.proof,
        each.given,
        ...(['deny', 'reset', 'accept'] as const).map((policy) => outcomeCell(each, policy)),
      ]),
    ),
    '',
    '## Names',
    'Who may cross under what they typed, whatever they proved. *Named*: the answer tells Cognito the username.',
    '',
    table(
      ['target', ...Object.keys(nameTable.username)],
      Object.entries(nameTable).map(([kind, names]) => [
        kind,
        ...Object.values(names).map((outcome) => (outcome.startsWith('crosses') ? outcome : code(outcome))),
      ]),
    ),
    '',
    '## Errors',
    'Outages are printed **bold**: the person is asked to try again later. Everything else denies.',
    ...Object.entries(errorTable).flatMap(([call, names]) => ['', `### ${call}`, errorsOf(names)]),
    '',
  ].join('\n');

const outcomeCell = ({ outcome }: OutcomeRow, policy: 'deny' | 'reset' | 'accept'): string => {
  const text = typeof outcome === 'string' ? outcome : outcome[policy];
  if (text === undefined) return '';
  return text in denyReasons ? code(text) : text;
};

const errorsOf = (names: (typeof errorTable)[keyof typeof errorTable]) => {
  const byReason = Map.groupBy(Object.entries(names), ([, reason]) => reason);
  return table(
    ['reason', 'errors'],
    [...byReason].map(([reason, entries]) => [
      isOutageReason(reason) ? `**${code(reason)}**` : code(reason),
      entries
        .map(([name]) => name)
        .sort()
        .join(', '),
    ]),
  );
};

type Explained = { readonly means: string; readonly whatToDo: string; readonly alarms?: true; readonly planned?: true };

/** `docs/trigger-reasons.md`: the reasons in metrics and logs, for whoever is on call. */
export const reasonsPage = (): string =>
  [
    made,
    '# Why the trigger created nobody',
    'Reasons in the logs and metrics of `poolferry-migrate-user` (namespace `poolferry`, dimensions `reason` and, of the target,',
    '`userPoolId`). Every call counts once:',
    '`Migrated` (the password is kept), `MigratedWithReset` (the account is there, its password must be chosen by a code), `Denied`,',
    '`Outage` or `Paused`. A denial that somebody should look at counts as `SecurityAlarm` too. Logs name people by keyed hashes only.',
    '',
    'What a call waits for is told in milliseconds, also where it was cut off: `AssumeRoleDuration`, `ClientSecretDuration`,',
    '`HashKeyDuration`, `SwitchDuration`, `LookupDuration`, `SignInDuration` (with role and secret), `ProfileDuration`, `ClaimDuration`,',
    'and `Duration` for all of it.',
    '',
    '## Denied',
    'The person sees "Incorrect username or password.", whatever the reason.',
    '',
    reasonsTable(denyReasons, ({ alarms }) => (alarms ? 'yes' : '')),
    '',
    '## Outage',
    'The person sees that signing in is not possible right now.',
    '',
    reasonsTable(outageReasons, ({ planned }) => (planned ? '' : 'yes')),
    '',
  ].join('\n');

const reasonsTable = (reasons: Readonly<Record<string, Explained>>, alarms: (reason: Explained) => string) =>
  table(
    ['reason', 'means', 'what to do', 'alarms'],
    Object.entries(reasons).map(([name, reason]) => [code(name), reason.means, reason.whatToDo, alarms(reason)]),
  );
