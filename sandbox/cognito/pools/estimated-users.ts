import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from './user-pool.ts';

/** `EstimatedNumberOfUsers`: the count as it was at most `controls.estimateLagMs` ago. */
export const estimatedUsers = (state: CognitoState, pool: UserPool): number => {
  const nowMs = state.clock.nowMs();
  if (nowMs - pool.estimate.takenMs >= state.controls.estimateLagMs) {
    pool.estimate = { users: pool.users.size, takenMs: nowMs };
  }
  return pool.estimate.users;
};
