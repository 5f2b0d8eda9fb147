import { AdminGetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../../core/users/user-record.ts';
import type { CognitoClient } from './cognito-client.ts';
import { toUserRecord } from './list-users.ts';

/** The user of that name as they are now, where a listing may lag behind. Makes them a monthly active user, which is billed. */
export const findUser = async (
  client: CognitoClient,
  { userPoolId, username }: { readonly userPoolId: string; readonly username: string },
  signal?: AbortSignal,
): Promise<UserRecord | undefined> => {
  try {
    const { UserAttributes, ...user } = await client.send(
      new AdminGetUserCommand({ UserPoolId: userPoolId, Username: username }),
      signal ? { abortSignal: signal } : {},
    );
    return toUserRecord({ ...user, ...(UserAttributes === undefined ? {} : { Attributes: UserAttributes }) });
  } catch (error) {
    if (error instanceof Error && error.name === 'UserNotFoundException') return undefined;
    throw error;
  }
};
