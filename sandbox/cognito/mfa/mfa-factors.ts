import type { UserPool } from '../pools/user-pool.ts';
import type { MfaMethod } from '../users/user.ts';
import type { Wire } from '../wire.ts';

/** What SetUserPoolMfaConfig sets. UpdateUserPool does not touch it. */
export type MfaFactors = {
  /** `SmsMfaConfigType`. */
  readonly sms?: Wire;
  /** `EmailMfaConfigType`. */
  readonly email?: Wire;
  readonly softwareToken: boolean;
  /** `WebAuthnConfigurationType`; nobody can register a passkey here. */
  readonly webAuthn?: Wire;
};

/** A new pool has what its SMS and e-mail settings bring along, and no more. */
export const NO_FACTORS: MfaFactors = { softwareToken: false };

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
