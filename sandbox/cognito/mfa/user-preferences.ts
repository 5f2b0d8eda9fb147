import { AwsError } from '../../aws-error.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { MfaMethod, MfaSetup, User } from '../users/user.ts';
import { CONTACT_OF } from './eligible-factors.ts';
import { availableFactors } from './mfa-factors.ts';

type Preference = { readonly Enabled?: boolean; readonly PreferredMfa?: boolean };

/** The part of SetUserMFAPreference and AdminSetUserMFAPreference that both have. */
export type MfaPreferences = {
  readonly SMSMfaSettings?: Preference;
  readonly SoftwareTokenMfaSettings?: Preference;
  readonly EmailMfaSettings?: Preference;
};

const SETTING_OF = {
  SMS_MFA: 'SMSMfaSettings',
  SOFTWARE_TOKEN_MFA: 'SoftwareTokenMfaSettings',
  EMAIL_OTP: 'EmailMfaSettings',
} as const;

const METHODS: readonly MfaMethod[] = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'];

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

/** Turned on; preferred when nothing else is. */
export const withMethod = ({ methods, preferred }: MfaSetup, method: MfaMethod): MfaSetup => ({
  methods: METHODS.filter((known) => known === method || methods.includes(known)),
  preferred: preferred ?? method,
});

const canReceive = (user: User, method: MfaMethod): boolean =>
  method === 'SOFTWARE_TOKEN_MFA' ? user.softwareToken !== null : user.attributes.has(CONTACT_OF[method]);

const assertCanTurnOn = (pool: UserPool, user: User, method: MfaMethod): void => {
  // A registered authenticator app stays good when the pool stops offering new ones.
  if (method !== 'SOFTWARE_TOKEN_MFA' && !availableFactors(pool).includes(method)) {
    refuse(`${method} is not enabled for the user pool.`);
  }
  if (!canReceive(user, method)) refuse(`User does not have delivery config set to turn on ${method}`);
};

/** What a user asks to be asked for. One factor at most is preferred: the newly preferred one takes over. */
export const changedPreferences = (pool: UserPool, user: User, wanted: MfaPreferences): MfaSetup => {
  const settings = new Map(METHODS.map((method) => [method, wanted[SETTING_OF[method]] ?? {}]));
  const methods = METHODS.filter((method) => {
    const isOn = settings.get(method)?.Enabled ?? user.mfa.methods.includes(method);
    if (isOn && !user.mfa.methods.includes(method)) assertCanTurnOn(pool, user, method);
    return isOn;
  });
  const newlyPreferred = METHODS.filter((method) => settings.get(method)?.PreferredMfa === true);
  if (newlyPreferred.length > 1) refuse('Only one MFA method can be preferred.');
  const before = user.mfa.preferred;
  const kept = before !== undefined && settings.get(before)?.PreferredMfa !== false ? before : undefined;
  const preferred = newlyPreferred[0] ?? kept;
  if (newlyPreferred[0] !== undefined && !methods.includes(newlyPreferred[0])) {
    refuse(`${newlyPreferred[0]} cannot be preferred while it is not enabled.`);
  }
  return preferred === undefined || !methods.includes(preferred) ? { methods } : { methods, preferred };
};
