import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';

const HOUR_MS = 3_600_000;

/**
 * Throws LimitExceededException after too many ForgotPassword and ConfirmForgotPassword of one user within an hour. Names
 * that nobody has are counted likewise: the limit must not tell them apart.
 */
export const countRecoveryAttempt = (state: CognitoState, pool: UserPool, name: string): void => {
  const key = `${pool.id}|${pool.users.find(name)?.sub ?? pool.users.fold(name)}`;
  const nowMs = state.clock.nowMs();
  const recent = (state.recoveryAttempts.get(key) ?? []).filter((atMs) => nowMs - atMs < HOUR_MS);
  if (recent.length >= state.controls.recoveryAttemptsPerHour) {
    throw new AwsError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
  }
  state.recoveryAttempts.set(key, [...recent, nowMs]);
};
