import { poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { assertPassword } from '../schema/password-policy.ts';
import { storePassword } from '../users/passwords.ts';

type AdminSetUserPasswordRequest = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly Password: string;
  readonly Permanent?: boolean;
};

/** A user whom a provider has named can have a password, too, and is CONFIRMED then. */
export const adminSetUserPassword = defineOperation<AdminSetUserPasswordRequest>(
  ['UserPoolId', 'Username', 'Password', 'Permanent'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    assertPassword(pool.settings.passwordPolicy, request.Password);
    const nowMs = state.clock.nowMs();
    const days = pool.settings.passwordPolicy.TemporaryPasswordValidityDays;
    user.password = storePassword(
      pool.id,
      user,
      request.Password,
      request.Permanent ? undefined : nowMs + days * 86_400_000,
    );
    user.status = request.Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
    user.modifiedMs = nowMs;
    return {};
  },
);
