import type { UsersConfig } from '../config/schema.ts';
import { carriedAttributeNames, copiedAttributeNames } from './carried-attributes.ts';
import type { PoolProfile } from './pool-profile.ts';
import { isWritableAttribute } from './standard-attributes.ts';
import { usernameMode } from './target-login.ts';

/**
 * Why these settings cannot work with this target, each a sentence naming the key. Says nothing about single users: it
 * is asked before any is read.
 */
export const findTargetProblems = (users: UsersConfig, target: PoolProfile): string[] => [
  ...findUsernameProblems(users, target),
  ...findCopyProblems(users),
  ...findRenameProblems(users),
  ...findSchemaProblems(users, target),
];

const findUsernameProblems = (users: UsersConfig, target: PoolProfile): string[] => {
  const mode = usernameMode(users.username, target);
  const { signIn } = target;
  if (signIn.kind === 'username') {
    const isAliasShaped = (mode === 'email' || mode === 'phone_number') && signIn.aliases.includes(mode);
    return isAliasShaped
      ? [`users.username: "${mode}" cannot be the username where ${mode} is an alias; use "keep" or "source-sub"`]
      : [];
  }
  const problems: string[] = [];
  if (mode !== 'email-or-phone' && !signIn.attributes.some((attribute) => attribute === mode)) {
    problems.push(`users.username: is "${mode}", but the target signs in by ${signIn.attributes.join(' or ')}`);
  }
  for (const attribute of signIn.attributes) {
    if (!copiedAttributeNames(users).includes(attribute)) {
      problems.push(`users.attributes.copy: leaves out "${attribute}", by which the target signs in`);
    }
  }
  return problems;
};

/** A row of an import has one username column, and what it means where people sign in by either is not documented. */
export const findImportProblems = ({ signIn }: Pick<PoolProfile, 'signIn'>): string[] =>
  signIn.kind === 'attribute' && signIn.attributes.length > 1
    ? ['target: signs in by e-mail and by phone number at once, which export and import do not serve yet']
    : [];

const findCopyProblems = (users: UsersConfig): string[] =>
  users.attributes.copy
    .filter((name) => name !== 'standard' && !isWritableAttribute(name))
    .map((name) => `users.attributes.copy: "${name}" is not a standard or custom attribute; it cannot cross`);

const findRenameProblems = (users: UsersConfig): string[] => {
  const { copy, rename } = users.attributes;
  const kept = new Map([
    [users.previousSub, 'users.previousSub'],
    [users.previousUsername, 'users.previousUsername'],
  ]);
  const problems: string[] = [];
  for (const [from, to] of Object.entries(rename)) {
    const key = `users.attributes.rename["${from}"]`;
    if (!from.startsWith('custom:') || !to.startsWith('custom:')) {
      problems.push(`${key}: only custom attributes can be renamed`);
    } else if (!copy.includes(from)) {
      problems.push(`${key}: "${from}" is not in users.attributes.copy`);
    }
    if (copy.includes(to) && !Object.hasOwn(rename, to)) {
      problems.push(`${key}: "${from}" and "${to}" both become "${to}"`);
    }
  }
  for (const name of copy) {
    const keeper = kept.get(name);
    if (keeper && !Object.hasOwn(rename, name)) {
      problems.push(`users.attributes.copy: "${name}" is also ${keeper}; rename it to keep both`);
    }
  }
  return problems;
};

/** Sub and username are always a user's own; their length decides whether the attribute that keeps them can. */
const findSchemaProblems = (users: UsersConfig, target: PoolProfile): string[] => {
  const definitions = new Map(target.schema.map((definition) => [definition.name, definition]));
  const problems = carriedAttributeNames(users)
    .filter((name) => name.startsWith('custom:') && !definitions.has(name))
    .map((name) => `target: has no attribute "${name}"; add it to the pool, or take it out of users`);
  for (const [key, length] of [
    ['previousSub', 36],
    ['previousUsername', 128],
  ] as const) {
    const definition = definitions.get(users[key] ?? '');
    if (definition === undefined) continue;
    if (definition.type !== 'String' || (definition.maxLength ?? length) < length) {
      problems.push(`users.${key}: "${definition.name}" of the target must be a String of at least ${length}`);
    }
  }
  return problems;
};
