import type { UserPool } from '../pools/user-pool.ts';
import type { MfaMethod, User } from '../users/user.ts';
import { availableFactors } from './mfa-factors.ts';

/** The contact that a factor sends its codes to. */
export const CONTACT_OF = { SMS_MFA: 'phone_number', EMAIL_OTP: 'email' } as const;

const RECOVERY_BY = { verified_email: 'EMAIL_OTP', verified_phone_number: 'SMS_MFA' } as const;

/**
 * The factor whose contact gets reset codes first: it is no second factor. A pool that never chose its recovery keeps
 * the old way, in which one phone may be both.
 */
export const recoveryFactor = ({ settings }: UserPool): keyof typeof CONTACT_OF | null => {
  if (settings.others.AccountRecoverySetting === undefined) return null;
  const first = settings.recoveryMechanisms[0];
  return RECOVERY_BY[first as keyof typeof RECOVERY_BY] ?? null;
};

/** What a user without a preference can be asked for at once, where MFA is required. */
export const eligibleFactors = (pool: UserPool, user: User): readonly MfaMethod[] => {
  const recovery = recoveryFactor(pool);
  return availableFactors(pool).filter((factor) => {
    if (factor === 'SOFTWARE_TOKEN_MFA') return user.softwareToken !== null || user.mfa.methods.includes(factor);
    return factor !== recovery && user.attributes.has(CONTACT_OF[factor]);
  });
};
