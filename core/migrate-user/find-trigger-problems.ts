import type { Config } from '../config/schema.ts';
import { findGuardProblems } from '../guard-sign-up/find-guard-problems.ts';
import { findClaimsProblems } from '../issue-claims/find-claims-problems.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import { usernameMode } from '../users/target-login.ts';
import { findTargetProblems } from '../users/target-problems.ts';
import { findUnsuppliedRequired } from '../users/unsupplied-required.ts';

/**
 * Why the trigger could not work with this configuration and these pools, each a sentence that names the key. Asked before
 * anything is deployed.
 */
export const findTriggerProblems = (config: Config, source: PoolProfile, target: PoolProfile): string[] => {
  const { trigger, users } = config;
  if (trigger === undefined) return ['trigger: is required to deploy the trigger'];
  return [
    ...findMissingSettings(config),
    ...findAccountProblems(source, target),
    ...findTargetProblems(users, target),
    ...findUnsuppliedRequired(users, target).map(
      (name) => `target: requires "${name}", which users.attributes does not carry, so nobody could cross`,
    ),
    ...findLookupProblems(config, source, target),
    ...findResetProblems(config, target),
    ...(trigger.guardSignUp ? findGuardProblems(config) : []),
    ...(trigger.claims === undefined ? [] : findClaimsProblems(config)),
    ...notBuiltYet(trigger),
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
const findAccountProblems = (source: PoolProfile, target: PoolProfile): string[] => {
  const [there, here] = [accountOf(source), accountOf(target)];
  return there === here
    ? []
    : [`source: is in account ${there}, and the target in ${here}; a role to cross accounts is not built yet`];
};

const accountOf = ({ arn }: PoolProfile) => arn.split(':')[4];

const notBuiltYet = ({ lookup, sourceRole, alarmTopicArn }: NonNullable<Config['trigger']>): string[] => [
  ...(lookup === 'list-users' ? ['trigger.lookup: "list-users" is not built yet; use "index"'] : []),
  ...(sourceRole === undefined ? [] : ['trigger.sourceRole: is not built yet; both pools must be in one account']),
  ...(alarmTopicArn === undefined
    ? []
    : ['trigger.alarmTopicArn: is not built yet; watch the metrics of the namespace "poolferry"']),
];

/** What people type at the target must be something by which the trigger can find them. */
const findLookupProblems = ({ trigger, users }: Config, source: PoolProfile, target: PoolProfile): string[] => {
  const mode = usernameMode(users.username, target);
  const problems: string[] = [];
  const aliases = target.signIn.kind === 'username' ? target.signIn.aliases : [];
  const isMadeUp = mode === 'source-sub' || (mode === 'keep' && source.signIn.kind === 'attribute');
  if (isMadeUp && aliases.length === 0) {
    problems.push(`users.username: "${mode}" cannot work with the trigger, because nobody types it`);
  }
  if (trigger?.lookup !== 'as-typed') return problems;

  const typed = mode === 'keep' ? 'username' : mode;
  const accepted = acceptedBy(source);
  if (![typed, ...aliases].some((name) => accepted.includes(name))) {
    problems.push(
      `trigger.lookup: "as-typed" cannot work: people type ${spell(typed)} at the target, and the source takes ${accepted.map(spell).join(' or ')}; use "index"`,
    );
  }
  if (source.caseSensitive && !target.caseSensitive) {
    problems.push(
      'trigger.lookup: "as-typed" cannot work: the target lower-cases what people type, and the source tells upper from lower case; use "index"',
    );
  }
  return problems;
};

const acceptedBy = ({ signIn }: PoolProfile): readonly string[] =>
  signIn.kind === 'username' ? ['username', ...signIn.aliases] : signIn.attributes;

const spell = (name: string) =>
  ({ username: 'a username', email: 'an e-mail address', phone_number: 'a phone number' })[name] ?? name;

const findResetProblems = ({ trigger, users }: Config, target: PoolProfile): string[] => {
  if (target.recoveryContacts.length > 0) return [];
  const needing = [
    ...(trigger?.forgotPassword === 'migrate' ? ['trigger.forgotPassword: "migrate"'] : []),
    ...(users.mfa.passwordOnly === 'reset' ? ['users.mfa.passwordOnly: "reset"'] : []),
    ...(users.temporaryPasswords === 'reset' ? ['users.temporaryPasswords: "reset"'] : []),
  ];
  return needing.map((setting) => `${setting} cannot work: the target sends no reset codes`);
};
