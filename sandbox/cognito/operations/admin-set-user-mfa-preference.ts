import { poolOf, userOf } from '../lookups.ts';
import { changedPreferences, type MfaPreferences } from '../mfa/user-preferences.ts';
import { defineOperation } from '../operation.ts';

type AdminSetUserMfaPreferenceRequest = MfaPreferences & { readonly UserPoolId: string; readonly Username: string };

export const adminSetUserMfaPreference = defineOperation<AdminSetUserMfaPreferenceRequest>(
  ['UserPoolId', 'Username', 'SMSMfaSettings', 'SoftwareTokenMfaSettings', 'EmailMfaSettings'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    user.mfa = changedPreferences(pool, user, request);
    user.modifiedMs = state.clock.nowMs();
    return {};
  },
);
