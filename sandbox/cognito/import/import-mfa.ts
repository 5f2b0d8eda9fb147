import type { UserPool } from '../pools/user-pool.ts';
import type { MfaSetup } from '../users/user.ts';
import type { ImportRow } from './read-row.ts';
import { invalidValue } from './row-outcome.ts';

/** What `cognito:mfa_enabled` may say in a pool. Blank takes the pool's state, which OPTIONAL does not have. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  OFF: ['false', ''],
  ON: ['true', ''],
  OPTIONAL: ['true', 'false'],
};

/**
 * The second factor that a row brings along: none but a phone number can. Where MFA is required, users without one are
 * imported, too, and must set up a factor before they sign in. Throws RowFailure.
 */
export const importedMfa = (pool: UserPool, { mfaEnabled, attributes }: ImportRow): MfaSetup => {
  const { mfaConfiguration } = pool.settings;
  if (!VALUES[mfaConfiguration]?.includes(mfaEnabled)) {
    throw invalidValue('cognito:mfa_enabled', 'The value does not fit the MFA setting of the user pool.');
  }
  const isOn = mfaConfiguration === 'ON' || mfaEnabled === 'true';
  if (isOn && attributes.has('phone_number')) return { methods: ['SMS_MFA'] };
  if (isOn && mfaConfiguration === 'OPTIONAL') {
    throw invalidValue('cognito:mfa_enabled', 'MFA cannot be enabled without a phone number.');
  }
  return { methods: [] };
};
