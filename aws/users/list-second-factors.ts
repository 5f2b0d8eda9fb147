import { AdminGetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { UnreadableAnswerError } from '../clients/unreadable-answer.ts';
import type { CognitoClient } from './cognito-client.ts';

/**
 * Second factors a user has set up (`SMS_MFA`, `EMAIL_OTP`, `SOFTWARE_TOKEN_MFA`); undefined when there is no such user.
 * Reading a user makes them a monthly active user of the pool, which is billed.
 */
export const listSecondFactors = async (
  client: CognitoClient,
  { userPoolId, username }: { readonly userPoolId: string; readonly username: string },
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> => {
  try {
    const { Username, UserMFASettingList, PreferredMfaSetting, $metadata } = await client.send(
      new AdminGetUserCommand({ UserPoolId: userPoolId, Username: username }),
      signal ? { abortSignal: signal } : {},
    );
    // Whoever has none is named all the same: an answer without a name would let a second factor go unseen.
    if (Username === undefined) throw new UnreadableAnswerError($metadata);
    return [...new Set([...(UserMFASettingList ?? []), ...(PreferredMfaSetting ? [PreferredMfaSetting] : [])])];
  } catch (error) {
    if (error instanceof Error && error.name === 'UserNotFoundException') return undefined;
    throw error;
  }
};
