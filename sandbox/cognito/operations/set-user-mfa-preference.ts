import { AwsError } from '../../aws-error.ts';
import { changedPreferences, type MfaPreferences } from '../mfa/user-preferences.ts';
import { defineOperation } from '../operation.ts';

type SetUserMfaPreferenceRequest = MfaPreferences & { readonly AccessToken: string };

/** Where MFA is required, users can prefer a method but not turn one off. */
export const setUserMfaPreference = defineOperation<SetUserMfaPreferenceRequest>(
  ['AccessToken', 'SMSMfaSettings', 'SoftwareTokenMfaSettings', 'EmailMfaSettings'],
  (state, request) => {
    const { pool, user } = state.tokens.byAccessToken(state, request.AccessToken);
    const changed = changedPreferences(pool, user, request);
    const turnsOff = user.mfa.methods.some((method) => !changed.methods.includes(method));
    if (turnsOff && pool.settings.mfaConfiguration === 'ON') {
      throw new AwsError('InvalidParameterException', 'MFA methods cannot be disabled while MFA is required.');
    }
    user.mfa = changed;
    user.modifiedMs = state.clock.nowMs();
    return {};
  },
);
