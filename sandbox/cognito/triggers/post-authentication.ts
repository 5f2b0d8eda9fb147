import type { CognitoState } from '../cognito-state.ts';
import type { SigningIn } from '../sign-in/complete-sign-in.ts';
import { allAttributes } from '../state/user.ts';
import { invokeTrigger, triggerArn } from './invoke-trigger.ts';

/** Whatever goes wrong in it fails the sign-in. ClientMetadata reaches it from an answered challenge alone. */
export const runPostAuthentication = async (
  state: CognitoState,
  { pool, client, user }: SigningIn,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<void> => {
  const arn = triggerArn(pool, 'PostAuthentication');
  if (arn === undefined) return;
  await invokeTrigger(state, pool, client, arn, {
    trigger: 'PostAuthentication',
    triggerSource: 'PostAuthentication_Authentication',
    userName: user.username,
    request: {
      userAttributes: { ...Object.fromEntries(allAttributes(user)), 'cognito:user_status': user.status },
      newDeviceUsed: false,
      ...(clientMetadata === undefined ? {} : { clientMetadata }),
    },
    response: {},
  });
};
