/** A user as a pool listing shows them. `attributes` has every attribute but `sub`; values are strings, as Cognito keeps them. */
export type UserRecord = {
  readonly sub: string;
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly status: UserStatus | (string & {});
  readonly enabled: boolean;
  readonly createdAtMs: number;
  readonly lastModifiedAtMs: number;
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html, read 2026-11-20. */
export type UserStatus =
  | 'UNCONFIRMED'
  | 'CONFIRMED'
  | 'ARCHIVED'
  | 'COMPROMISED'
  | 'UNKNOWN'
  | 'RESET_REQUIRED'
  | 'FORCE_CHANGE_PASSWORD'
  | 'EXTERNAL_PROVIDER';
