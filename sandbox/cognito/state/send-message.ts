import type { CognitoState } from '../cognito-state.ts';
import type { OutboxMessage } from '../outbox.ts';
import type { User } from './user.ts';
import type { UserPool } from './user-pool.ts';

/** Puts a message where a test finds it, instead of sending it. */
export const sendMessage = (
  state: CognitoState,
  pool: UserPool,
  user: User,
  message: Pick<OutboxMessage, 'kind' | 'medium' | 'destination' | 'code'>,
): void => {
  state.outbox.push({ userPoolId: pool.id, username: user.username, sentMs: state.clock.nowMs(), ...message });
};
