/**
 * What `UpdateUserPool` takes of a pool, by AWS's names; everything that is not sent goes to its default. Beside it stands
 * what only `SetUserPoolMfaConfig` takes.
 */
export type PoolSettings = Readonly<Record<string, unknown>> & { readonly UserPoolMfaConfig?: MfaConfig };

/** What `GetUserPoolMfaConfig` answers. `SetUserPoolMfaConfig` turns off what it is not sent. */
export type MfaConfig = Readonly<Record<string, unknown>>;

/** A pool as it stands. */
export type PoolState = {
  readonly settings: PoolSettings;
  /** Settings that AWS shows and this version does not know, by path: it could not send them back. */
  readonly unknown: readonly string[];
};

export type LambdaConfig = Readonly<Record<string, unknown>>;

export const lambdaConfigOf = ({ LambdaConfig }: PoolSettings): LambdaConfig => Object(LambdaConfig);
