import type { CognitoState } from '../cognito-state.ts';
import type { SigningIn } from '../sign-in/complete-sign-in.ts';
import { eventAttributes } from './event-attributes.ts';
import { invokeTrigger } from './invoke-trigger.ts';
import { type ClientMetadata, triggerArn, withClientMetadata } from './trigger-call.ts';

/** Whatever goes wrong in it fails the sign-in. ClientMetadata reaches it from an answered challenge alone. */
export const runPostAuthentication = async (
  state: CognitoState,
  { pool, client, user }: SigningIn,
  clientMetadata: ClientMetadata,
): Promise<void> => {
  const arn = triggerArn(pool, 'PostAuthentication');
  if (arn === undefined) return;
  await invokeTrigger(
    state,
    { pool, client },
    {
      trigger: 'PostAuthentication',
      arn,
      triggerSource: 'PostAuthentication_Authentication',
      userName: user.username,
      request: { userAttributes: eventAttributes(user), newDeviceUsed: false, ...withClientMetadata(clientMetadata) },
      response: {},
    },
  );
};
