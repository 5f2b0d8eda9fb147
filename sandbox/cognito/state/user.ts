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
  readonly createdMs: number;
  modifiedMs: number;
  password: StoredPassword | null;
  mfa: MfaSetup;
  /** Verified, whether MFA by it is turned on or not. */
  softwareToken: SoftwareToken | null;
  /** Handed out by AssociateSoftwareToken and not verified yet. */
  pendingSoftwareToken: string | null;
  readonly groups: Set<string>;
  /** Verified addresses that sign this user in, in pools with aliases: attribute -> folded value. */
  readonly aliases: Map<string, string>;
  readonly lockout: Lockout;
  /** Of MFA codes: a right password does not end it. */
  readonly mfaLockout: Lockout;
  readonly codes: Map<CodeKind, PendingCode>;
};

/** `native`: one that SRP works for. See `storePassword`. */
export type StoredPassword = { readonly kind: 'native'; readonly digest: string; readonly expiresAtMs?: number };

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
