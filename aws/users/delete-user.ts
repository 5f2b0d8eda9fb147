import { AdminDeleteUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoClient } from './cognito-client.ts';

/** For good: nothing brings the user or their sub back. `absent`: there is none of that name, perhaps by an attempt before. */
export const deleteUser = async (
  client: CognitoClient,
  { userPoolId, username }: { readonly userPoolId: string; readonly username: string },
  signal?: AbortSignal,
): Promise<'deleted' | 'absent'> => {
  try {
    await client.send(
      new AdminDeleteUserCommand({ UserPoolId: userPoolId, Username: username }),
      signal ? { abortSignal: signal } : {},
    );
    return 'deleted';
  } catch (error) {
    if (error instanceof Error && error.name === 'UserNotFoundException') return 'absent';
    throw error;
  }
};
