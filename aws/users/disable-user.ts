import { AdminDisableUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoClient } from './cognito-client.ts';

/** Disabling somebody twice is no error, nor is somebody who is gone. */
export const disableUser = async (
  client: CognitoClient,
  { userPoolId, username }: { readonly userPoolId: string; readonly username: string },
  signal?: AbortSignal,
): Promise<void> => {
  try {
    await client.send(
      new AdminDisableUserCommand({ UserPoolId: userPoolId, Username: username }),
      signal ? { abortSignal: signal } : {},
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'UserNotFoundException')) throw error;
  }
};
