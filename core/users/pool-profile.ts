import type { PasswordPolicy } from './password-policy.ts';

/** Attributes that can serve as sign-in names. */
export type SignInAttribute = 'email' | 'phone_number';
export type AliasAttribute = SignInAttribute | 'preferred_username';

/** What people type to sign in. Fixed when a pool is created. */
export type SignIn =
  | { readonly kind: 'username'; readonly aliases: readonly AliasAttribute[] }
  /** The address itself is the sign-in name; Cognito makes up the username (a UUID). */
  | { readonly kind: 'attribute'; readonly attributes: readonly SignInAttribute[] };

export type AttributeType = 'String' | 'Number' | 'DateTime' | 'Boolean';

export type AttributeDefinition = {
  /** As users carry it: `email`, `custom:plan`. */
  readonly name: string;
  readonly type: AttributeType;
  readonly required: boolean;
  readonly mutable: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
};

/** Functions of a pool that Cognito runs while somebody signs in by password. */
export type SignInTrigger = 'UserMigration' | 'PreAuthentication' | 'PostAuthentication' | 'PreTokenGeneration';

/** The facts of a user pool that the migration rules depend on. */
export type PoolProfile = {
  readonly userPoolId: string;
  readonly name: string;
  readonly arn: string;
  readonly signIn: SignIn;
  readonly caseSensitive: boolean;
  readonly autoVerifiedAttributes: readonly SignInAttribute[];
  readonly mfa: 'OFF' | 'OPTIONAL' | 'ON';
  /** Addresses, if verified, to which "forgot password" sends its code. Empty: only administrators reset passwords. */
  readonly recoveryContacts: readonly SignInAttribute[];
  readonly schema: readonly AttributeDefinition[];
  /** Absent from descriptions that an older version wrote. */
  readonly passwordPolicy?: PasswordPolicy;
  /** Those that are occupied. Absent where none is, and from descriptions that an older version wrote. */
  readonly signInTriggers?: readonly SignInTrigger[];
  /** An estimate that lags; never a count to reconcile against. */
  readonly estimatedUsers: number;
};
