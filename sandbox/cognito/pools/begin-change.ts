import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from './user-pool.ts';

/** Refuses a change of a pool or its clients while another one is under way, which takes `controls.poolChangeMs`. */
export const beginChange = (state: CognitoState, pool: UserPool): void => {
  const nowMs = state.clock.nowMs();
  if (nowMs < pool.changingUntilMs) {
    throw new AwsError('ConcurrentModificationException', 'The user pool is being modified by another request.');
  }
  pool.changingUntilMs = nowMs + state.controls.poolChangeMs;
};
