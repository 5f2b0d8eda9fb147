import { AdminAddUserToGroupCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoClient } from './cognito-client.ts';

/** Adding a member twice is no error. A pool that is gone looks like a missing group. */
export const addToGroup = async (
  { client, userPoolId }: { readonly client: CognitoClient; readonly userPoolId: string },
  { username, group }: { readonly username: string; readonly group: string },
  signal: AbortSignal,
): Promise<'added' | 'no-such-group'> => {
  try {
    await client.send(
      new AdminAddUserToGroupCommand({ UserPoolId: userPoolId, Username: username, GroupName: group }),
      { abortSignal: signal },
    );
    return 'added';
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return 'no-such-group';
    throw error;
  }
};
