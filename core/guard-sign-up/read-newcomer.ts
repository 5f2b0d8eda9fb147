import type { PoolProfile } from '../users/pool-profile.ts';
import { canonicalLogin } from '../users/target-login.ts';
import type { GuardSignUpSettings } from './guard-sign-up.ts';

/** Who wants to be somebody new in the target. */
export type Newcomer = {
  /**
   * What called. AWS does not say which source a migration has, so whatever is not known by name counts as a sign-up, about
   * which nothing is certain.
   */
  readonly way: 'sign-up' | 'administrator' | 'external-provider';
  /** Every name that would lead to the account, in the forms in which the target may compare them. */
  readonly names: readonly string[];
  /** The source user whom the newcomer names. Only a migration may write that, if app clients are set up as they should be. */
  readonly previousSub?: string;
  readonly isOverridden: boolean;
};

/**
 * The key and value in the ClientMetadata of AdminCreateUser by which an operator creates a user whom the guard would keep
 * out. Only callers with rights of the account reach that operation; CloudTrail names them. Should the metadata of somebody
 * who forgot the password come here after a migration, it opens nothing that the migration trigger has not opened.
 */
export const guardOverride = { key: 'poolferry-guard', value: 'override' } as const;

/** Undefined: the event is none of the PreSignUp trigger of the target. */
export const readNewcomer = (
  event: unknown,
  { target, previousSub: attribute }: GuardSignUpSettings,
): Newcomer | undefined => {
  const { triggerSource, userPoolId, userName, request } = toObject(event);
  if (userPoolId !== target.userPoolId || typeof userName !== 'string') return undefined;
  if (typeof triggerSource !== 'string' || !triggerSource.startsWith('PreSignUp_')) return undefined;
  const { userAttributes, clientMetadata } = toObject(request);
  const attributes = toObject(userAttributes);
  const addresses = signInAttributes(target).map((name) => attributes[name]);
  const names = [userName, ...addresses].filter((name) => typeof name === 'string' && name !== '') as string[];
  const previousSub = attributes[attribute];
  const way = ways[triggerSource] ?? 'sign-up';
  return {
    way,
    names: [...new Set(names.flatMap((name) => formsOf(name, target)))],
    ...(typeof previousSub === 'string' && previousSub !== '' ? { previousSub } : {}),
    isOverridden: way === 'administrator' && toObject(clientMetadata)[guardOverride.key] === guardOverride.value,
  };
};

/**
 * We fold A to Z only, because two people must not become one. Whether Cognito folds more is not documented, and a name that it
 * takes for somebody's must be kept for them.
 */
const formsOf = (name: string, target: Pick<PoolProfile, 'caseSensitive'>): string[] =>
  target.caseSensitive ? [name] : [canonicalLogin(name, target), name.toLowerCase()];

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html, read 2026-11-20. */
const ways: Readonly<Record<string, Newcomer['way']>> = {
  PreSignUp_SignUp: 'sign-up',
  PreSignUp_AdminCreateUser: 'administrator',
  PreSignUp_ExternalProvider: 'external-provider',
};

/** Where addresses are usernames, the event's name is an id that Cognito made up, and the address stands here alone. */
const signInAttributes = ({ signIn }: Pick<PoolProfile, 'signIn'>): readonly string[] =>
  signIn.kind === 'username' ? signIn.aliases : signIn.attributes;

const toObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
