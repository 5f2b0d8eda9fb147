import type { CognitoState } from '../cognito-state.ts';
import type { OutboxMessage } from '../outbox.ts';
import { refuseUnservedTriggers } from '../triggers/unserved-triggers.ts';
import type { User } from './user.ts';
import type { UserPool } from './user-pool.ts';

const TRIGGERS = {
  EMAIL: ['CustomMessage', 'CustomEmailSender'],
  SMS: ['CustomMessage', 'CustomSMSSender'],
} as const;

type Medium = OutboxMessage['medium'];

const CONTACT = { EMAIL: 'email', SMS: 'phone_number' } as const;

/** Refuses, before anything is changed, a call that would send by a medium that the pool's triggers write or send by. */
export const assertServedMediums = (
  pool: UserPool,
  attributes: ReadonlyMap<string, string>,
  mediums: readonly Medium[],
): void => {
  for (const medium of mediums) if (attributes.get(CONTACT[medium])) refuseUnservedTriggers(pool, TRIGGERS[medium]);
};

/** By each of the media for which the user has an address. */
export const sendByEach = (
  state: CognitoState,
  pool: UserPool,
  user: User,
  mediums: readonly Medium[],
  message: Pick<OutboxMessage, 'kind' | 'code'>,
): void => {
  for (const medium of mediums) {
    const destination = user.attributes.get(CONTACT[medium]);
    if (destination !== undefined) sendMessage(state, pool, user, { ...message, medium, destination });
  }
};

/** Puts a message where a test finds it, instead of sending it. Refused where the pool's triggers would write or send it. */
export const sendMessage = (
  state: CognitoState,
  pool: UserPool,
  user: User,
  message: Pick<OutboxMessage, 'kind' | 'medium' | 'destination' | 'code'>,
): void => {
  refuseUnservedTriggers(pool, TRIGGERS[message.medium]);
  state.outbox.push({ userPoolId: pool.id, username: user.username, sentMs: state.clock.nowMs(), ...message });
};
