import { findMisfits, findMissingRequired } from '../users/attribute-contract.ts';
import { carriedAttributes } from '../users/carried-attributes.ts';
import type { SignInAttribute } from '../users/pool-profile.ts';
import { canonicalLogin } from '../users/target-login.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { MigrateUserSettings } from './migrate-user-settings.ts';

export type TargetAttributes =
  | {
      readonly ok: true;
      readonly attributes: ReadonlyMap<string, string>;
      /** Optional attributes that the target would not take, or take for a proof, and that stay behind, by name. */
      readonly dropped: readonly string[];
    }
  | { readonly ok: false; readonly reason: 'missing-attribute' | 'unfit-attribute' | 'unverified-login' };

const addresses = ['email', 'phone_number', 'preferred_username'] as const;

/** What the user brings along, as the target takes it, or why the target would refuse the user. */
export const targetAttributes = (
  user: UserRecord,
  typedLogin: string,
  { users, target }: MigrateUserSettings,
): TargetAttributes => {
  const attributes = carriedAttributes(user, users);
  spellAsTyped(attributes, typedLogin, target);

  const dropped = dropUnverifiedNames(attributes, target);
  for (const { name, required } of findMisfits(attributes, target.schema)) {
    // Without the previous sub nobody could tell later whom this account belongs to.
    if (required || name === users.previousSub || isSignInName(name, target))
      return { ok: false, reason: 'unfit-attribute' };
    attributes.delete(name);
    attributes.delete(`${name}_verified`);
    dropped.push(name);
  }
  const missing = findMissingRequired(attributes, target.schema);
  if (missing.some((name) => dropped.includes(name))) return { ok: false, reason: 'unverified-login' };
  if (missing.length > 0) return { ok: false, reason: 'missing-attribute' };
  return { ok: true, attributes, dropped };
};

/**
 * Cognito wants the address that was typed back as it was typed, and lower-cases it first where case does not matter. The
 * two spellings are one name to the target.
 */
const spellAsTyped = (attributes: Map<string, string>, typedLogin: string, target: MigrateUserSettings['target']) => {
  const typed = canonicalLogin(typedLogin, target);
  for (const address of addresses) {
    const value = attributes.get(address);
    if (value !== undefined && canonicalLogin(value, target) === typed) attributes.set(address, typedLogin);
  }
};

/**
 * Where people sign in by address, every address of a user is a sign-in name, verified or not, and keeps out whom it belongs to.
 * Aliases need no such care: an unverified one is none.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html, read 2026-11-20.
 */
const dropUnverifiedNames = (attributes: Map<string, string>, { signIn }: MigrateUserSettings['target']): string[] => {
  const names = signIn.kind === 'attribute' ? signIn.attributes : [];
  const unverified = names.filter((name) => attributes.has(name) && attributes.get(`${name}_verified`) !== 'true');
  for (const name of unverified) {
    attributes.delete(name);
    attributes.delete(`${name}_verified`);
  }
  return unverified;
};

const isSignInName = (name: string, { signIn }: MigrateUserSettings['target']) =>
  signIn.kind === 'attribute' && signIn.attributes.includes(name as SignInAttribute);
