import type { MfaMethod } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { Wire } from '../wire.ts';

/** What SetUserPoolMfaConfig sets. UpdateUserPool does not touch it. */
export type MfaFactors = {
  /** `SmsMfaConfigType`. */
  readonly sms?: Wire;
  /** `EmailMfaConfigType`. */
  readonly email?: Wire;
  readonly softwareToken: boolean;
};

/**
 * The factors of a new pool. AWS refuses MFA without an SMS configuration there; where the sandbox takes it, so that a
 * pool with MFA is one call, users have authenticator apps.
 */
export const firstFactors = (request: Wire): MfaFactors => ({
  softwareToken: (request.MfaConfiguration ?? 'OFF') !== 'OFF' && request.SmsConfiguration === undefined,
});

const sendsByOwnSes = ({ settings }: UserPool): boolean =>
  (settings.others.EmailConfiguration as Wire | undefined)?.EmailSendingAccount === 'DEVELOPER' &&
  settings.others.UserPoolTier !== 'LITE';

/** What a pool can ask its users for. An SMS or SES configuration makes its medium available by itself. */
export const availableFactors = (pool: UserPool): readonly MfaMethod[] => {
  const { mfaFactors, settings } = pool;
  const bySms = mfaFactors.sms !== undefined || settings.others.SmsConfiguration !== undefined;
  const byEmail = mfaFactors.email !== undefined || sendsByOwnSes(pool);
  return [
    ...(bySms ? (['SMS_MFA'] as const) : []),
    ...(mfaFactors.softwareToken ? (['SOFTWARE_TOKEN_MFA'] as const) : []),
    ...(byEmail ? (['EMAIL_OTP'] as const) : []),
  ];
};
