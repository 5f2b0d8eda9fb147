import type { UserPoolClient } from './user-pool-client.ts';

type Unit = 'seconds' | 'minutes' | 'hours' | 'days';

export type TokenValidity = {
  readonly RefreshTokenValidity?: number;
  readonly AccessTokenValidity?: number;
  readonly IdTokenValidity?: number;
  readonly TokenValidityUnits?: {
    readonly RefreshToken?: Unit;
    readonly AccessToken?: Unit;
    readonly IdToken?: Unit;
  };
};

const UNIT_MS: Readonly<Record<Unit, number>> = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** Defaults: access and ID tokens one hour, refresh tokens thirty days. */
export const toTokenLifetimes = (
  wire: TokenValidity,
): Pick<UserPoolClient, 'accessTokenMs' | 'idTokenMs' | 'refreshTokenMs'> => {
  const units = wire.TokenValidityUnits ?? {};
  return {
    accessTokenMs: (wire.AccessTokenValidity ?? 0) * UNIT_MS[units.AccessToken ?? 'hours'] || UNIT_MS.hours,
    idTokenMs: (wire.IdTokenValidity ?? 0) * UNIT_MS[units.IdToken ?? 'hours'] || UNIT_MS.hours,
    refreshTokenMs: (wire.RefreshTokenValidity ?? 0) * UNIT_MS[units.RefreshToken ?? 'days'] || 30 * UNIT_MS.days,
  };
};
