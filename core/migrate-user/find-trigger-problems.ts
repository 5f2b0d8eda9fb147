import type { Config } from '../config/schema.ts';
import { findGuardProblems } from '../guard-sign-up/find-guard-problems.ts';
import { findClaimsProblems } from '../issue-claims/find-claims-problems.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import { type UsernameMode, usernameMode } from '../users/target-login.ts';
import { findTargetProblems } from '../users/target-problems.ts';
import { findUnsuppliedRequired } from '../users/unsupplied-required.ts';
import { longestShortestCallMs, shortestCallMs } from './shortest-call.ts';

/**
 * Why the trigger could not work with this configuration and these pools, each a sentence that names the key. Asked before
 * anything is deployed.
 */
export const findTriggerProblems = (config: Config, source: PoolProfile, target: PoolProfile): string[] => {
  const { trigger, users } = config;
  if (trigger === undefined) return ['trigger: is required to deploy the trigger'];
  return [
    ...findMissingSettings(config),
    ...findAccountProblems(config, source, target),
    ...findSourceTriggerProblems(source),
    ...findTargetProblems(users, target),
    ...findUnsuppliedRequired(users, target).map(
      (name) => `target: requires "${name}", which users.attributes does not carry, so nobody could cross`,
    ),
    ...findLookupProblems(config, source, target),
    ...findResetProblems(config, target),
    ...findLimitProblems(trigger),
    ...(trigger.guardSignUp ? findGuardProblems(config) : []),
    ...(trigger.claims === undefined ? [] : findClaimsProblems(config)),
    ...findTopicProblems(trigger, target),
  ];
};

const findMissingSettings = ({ source, target, ledger, users }: Config): string[] => [
  ...(source === undefined ? ['source: is required with the trigger'] : []),
  ...(target === undefined ? ['target: is required with the trigger'] : []),
  ...(target !== undefined && target.clientIds.length === 0
    ? ['target.clientIds: is empty, so the trigger would serve nobody']
    : []),
  ...(ledger === undefined ? ['ledger.tableName: is required with the trigger'] : []),
  ...(users.previousSub === undefined ? ['users.previousSub: is required with the trigger'] : []),
];

/** Without a role of the source's account, a function can sign in only to pools of its own. */
const findAccountProblems = ({ trigger }: Config, source: PoolProfile, target: PoolProfile): string[] => {
  const [there, here] = [accountOf(source.arn), accountOf(target.arn)];
  const role = trigger?.sourceRole;
  if (role === undefined) {
    return there === here
      ? []
      : [`trigger.sourceRole: is required, because the source is in account ${there}, and the target in ${here}`];
  }
  return accountOf(role.arn) === there
    ? []
    : [`trigger.sourceRole.arn: is of account ${accountOf(role.arn)}, and the source is in ${there}`];
};

const accountOf = (arn: string) => arn.split(':')[4];

/**
 * For a name that the source does not know, its own migration function would make a user there, or ask the pool behind it: where
 * that leads back to the target, two functions wait for each other until Cognito gives up.
 */
const findSourceTriggerProblems = ({ signInTriggers = [] }: PoolProfile): string[] =>
  signInTriggers.includes('UserMigration')
    ? [
        'source: has a UserMigration trigger of its own, which every unknown name would reach; take it out of the pool, then: poolferry pools',
      ]
    : [];

/** CloudWatch tells topics of its own Region only. */
const findTopicProblems = ({ alarmTopicArn }: NonNullable<Config['trigger']>, target: PoolProfile): string[] => {
  if (alarmTopicArn === undefined) return [];
  const [, , , region] = target.arn.split(':');
  const [, , service, itsRegion, , name] = alarmTopicArn.split(':');
  return service === 'sns' && itsRegion === region && name
    ? []
    : [`trigger.alarmTopicArn: must be the ARN of an SNS topic in ${region}, where the target is`];
};

/** What people type at the target must be something by which the trigger can find them. */
const findLookupProblems = ({ trigger, users }: Config, source: PoolProfile, target: PoolProfile): string[] => {
  const mode = usernameMode(users.username, target);
  const problems: string[] = [];
  const aliases = target.signIn.kind === 'username' ? target.signIn.aliases : [];
  const isMadeUp = mode === 'source-sub' || (mode === 'keep' && source.signIn.kind === 'attribute');
  if (isMadeUp && aliases.length === 0) {
    problems.push(`users.username: "${mode}" cannot work with the trigger, because nobody types it`);
  }
  if (trigger?.lookup === 'list-users') return [...problems, ...findListProblems(mode, aliases, source, target)];
  if (trigger?.lookup !== 'as-typed') return problems;

  const typed = mode === 'keep' ? 'username' : mode;
  const accepted = acceptedBy(source);
  if (![typed, ...aliases].some((name) => accepted.includes(name))) {
    problems.push(
      `trigger.lookup: "as-typed" cannot work: people type ${spell(typed)} at the target, and the source takes ${accepted.map(spell).join(' or ')}; use "index"`,
    );
  }
  if (aliases.includes('preferred_username') && !accepted.includes('preferred_username')) {
    // Whoever crosses first with somebody's username as a preferred one would keep them out.
    problems.push(
      'trigger.lookup: "as-typed" cannot work: the target takes preferred usernames, and in the source anybody may write any name there; use "index"',
    );
  }
  if (source.caseSensitive && !target.caseSensitive) {
    problems.push(
      'trigger.lookup: "as-typed" cannot work: the target lower-cases what people type, and the source tells upper from lower case; use "index"',
    );
  }
  return problems;
};

/** One ListUsers asks for one attribute, and compares usernames letter by letter. */
const findListProblems = (
  mode: UsernameMode,
  aliases: readonly string[],
  source: PoolProfile,
  target: PoolProfile,
): string[] => [
  ...(aliases.includes('preferred_username')
    ? ['trigger.lookup: "list-users" cannot tell usernames from preferred usernames; use "index"']
    : []),
  ...(mode === 'keep' && source.caseSensitive && !target.caseSensitive
    ? [
        'trigger.lookup: "list-users" cannot work: the target lower-cases usernames, and the source tells upper from lower case; use "index"',
      ]
    : []),
];

const acceptedBy = ({ signIn }: PoolProfile): readonly string[] =>
  signIn.kind === 'username' ? ['username', ...signIn.aliases] : signIn.attributes;

const spell = (name: string) =>
  ({ username: 'a username', email: 'an e-mail address', phone_number: 'a phone number' })[name] ?? name;

const findLimitProblems = (trigger: NonNullable<Config['trigger']>): string[] => {
  const ms = shortestCallMs(trigger);
  return ms <= longestShortestCallMs
    ? []
    : [
        `trigger.signInsPerSecond: ${trigger.signInsPerSecond} among ${trigger.reservedConcurrency} at once (trigger.reservedConcurrency) would make every sign-in take ${ms} ms`,
      ];
};

const findResetProblems = ({ trigger, users }: Config, target: PoolProfile): string[] => {
  if (trigger?.weakPasswords === 'reset' && target.passwordPolicy === undefined) {
    return ['trigger.weakPasswords: needs the policy of the target; write its description anew: poolferry pools'];
  }
  if (target.recoveryContacts.length > 0) return [];
  const needing = [
    ...(trigger?.forgotPassword === 'migrate' ? ['trigger.forgotPassword: "migrate"'] : []),
    ...(trigger?.weakPasswords === 'reset' ? ['trigger.weakPasswords: "reset"'] : []),
    ...(users.mfa.passwordOnly === 'reset' ? ['users.mfa.passwordOnly: "reset"'] : []),
    ...(users.temporaryPasswords === 'reset' ? ['users.temporaryPasswords: "reset"'] : []),
  ];
  return needing.map((setting) => `${setting} cannot work: the target sends no reset codes`);
};
