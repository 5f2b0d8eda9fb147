import type { PasswordHashingAlgorithm } from '../password-hashes/read-password-hash.ts';

export type UserStatus =
  | 'UNCONFIRMED'
  | 'CONFIRMED'
  | 'ARCHIVED'
  | 'COMPROMISED'
  | 'UNKNOWN'
  | 'RESET_REQUIRED'
  | 'FORCE_CHANGE_PASSWORD'
  | 'EXTERNAL_PROVIDER';

export type User = {
  readonly username: string;
  readonly sub: string;
  /** Without `sub`. */
  attributes: Map<string, string>;
  enabled: boolean;
  status: UserStatus;
  /** Named by an identity provider, whatever has become of the status since. */
  readonly isFederated: boolean;
  readonly createdMs: number;
  modifiedMs: number;
  password: StoredPassword | null;
  mfa: MfaSetup;
  /** Verified, whether MFA by it is turned on or not. */
  softwareToken: SoftwareToken | null;
  /** Handed out by AssociateSoftwareToken and not verified yet. */
  pendingSoftwareToken: string | null;
  readonly groups: Set<string>;
  readonly lockout: Lockout;
  /** Of MFA codes: a right password does not end it. */
  readonly mfaLockout: Lockout;
  readonly codes: Map<CodeKind, PendingCode>;
};

export type StoredPassword = NativePassword | ImportedPassword;
/** One that SRP works for. See `storePassword`. */
export type NativePassword = { readonly kind: 'native'; readonly digest: string; readonly expiresAtMs?: number };
/** The hash of another system, as an import job brought it: the first sign-in makes a native password of it. */
export type ImportedPassword = {
  readonly kind: 'imported';
  readonly digest: string;
  readonly expiresAtMs?: undefined;
  readonly algorithm: PasswordHashingAlgorithm;
  readonly hash: string;
};

export type MfaSetup = {
  readonly methods: readonly MfaMethod[];
  readonly preferred?: MfaMethod;
};
export type MfaMethod = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** An authenticator app. A time step whose code was used is over, whether 30 seconds are or not. */
export type SoftwareToken = { readonly secret: string; lastUsedStep: number };

export type Lockout = { failures: number; lockedUntilMs: number; lastAttemptMs: number };

export type CodeKind = 'sign-up' | 'reset' | 'verify-email' | 'verify-phone_number';
export type PendingCode = {
  readonly code: string;
  readonly expiresAtMs: number;
  readonly attribute: string;
  /** Where the code went. */
  readonly address: string;
};

/** `sub` first, as Cognito lists it. */
export const allAttributes = (user: User): Map<string, string> => new Map([['sub', user.sub], ...user.attributes]);

const keep = <T>(user: object, name: string, value: T): T => {
  Object.defineProperty(user, name, { value, enumerable: true });
  return value;
};

/** Made when first asked for: among a million users hardly one has groups or codes. */
const RARE_PARTS = {
  get groups(): Set<string> {
    return keep(this, 'groups', new Set());
  },
  get codes(): Map<CodeKind, PendingCode> {
    return keep(this, 'codes', new Map());
  },
};

export const withRareParts = (user: Omit<User, keyof typeof RARE_PARTS>): User =>
  Object.setPrototypeOf(user, RARE_PARTS);

/** Whether `user` is in the group, without making a set for one who is in none. */
export const isMember = (user: User, group: string): boolean => Object.hasOwn(user, 'groups') && user.groups.has(group);
