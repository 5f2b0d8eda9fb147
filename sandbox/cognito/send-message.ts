import type { CognitoState } from './cognito-state.ts';
import type { OutboxMessage } from './outbox.ts';
import type { UserPool } from './pools/user-pool.ts';
import { refuseUnservedTriggers } from './triggers/unserved-triggers.ts';
import type { User } from './users/user.ts';

const TRIGGERS = {
  EMAIL: ['CustomMessage', 'CustomEmailSender'],
  SMS: ['CustomMessage', 'CustomSMSSender'],
} as const;

/** Refuses what `sendMessage` would refuse, for those who change something before they send. */
export const assertMessagesServed = (pool: UserPool, media: readonly OutboxMessage['medium'][]): void => {
  for (const medium of media) refuseUnservedTriggers(pool, TRIGGERS[medium]);
};

/** Puts a message where a test finds it, instead of sending it. Refused where the pool's triggers would write or send it. */
export const sendMessage = (
  state: CognitoState,
  pool: UserPool,
  user: User,
  message: Pick<OutboxMessage, 'kind' | 'medium' | 'destination' | 'code'>,
): void => {
  assertMessagesServed(pool, [message.medium]);
  state.outbox.push({ userPoolId: pool.id, username: user.username, sentMs: state.clock.nowMs(), ...message });
};
