import type { CognitoState } from '../cognito-state.ts';
import type { User } from '../users/user.ts';
import { eventAttributes } from './event-attributes.ts';
import { invokeTrigger } from './invoke-trigger.ts';
import { type ClientMetadata, type TriggerOrigin, triggerArn, withClientMetadata } from './trigger-call.ts';

/** Runs when all is done: its failure fails the call, but the user stays confirmed. */
export const runPostConfirmation = async (
  state: CognitoState,
  origin: TriggerOrigin,
  user: User,
  triggerSource: 'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
  clientMetadata: ClientMetadata,
): Promise<void> => {
  const arn = triggerArn(origin.pool, 'PostConfirmation');
  if (arn === undefined) return;
  await invokeTrigger(state, origin, {
    trigger: 'PostConfirmation',
    arn,
    triggerSource,
    userName: user.username,
    request: { userAttributes: eventAttributes(user), ...withClientMetadata(clientMetadata) },
    response: {},
  });
};
