import { PreconditionNotMetException, StartUserImportJobCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoClient } from '../users/cognito-client.ts';

/** `not-ready`: Cognito sees no uploaded file yet, or another job is active; its words are not relied on to tell which. */
export const startImportJob = async (
  client: CognitoClient,
  { userPoolId, jobId }: { readonly userPoolId: string; readonly jobId: string },
  signal?: AbortSignal,
): Promise<'started' | 'not-ready'> => {
  try {
    await client.send(
      new StartUserImportJobCommand({ UserPoolId: userPoolId, JobId: jobId }),
      signal ? { abortSignal: signal } : {},
    );
    return 'started';
  } catch (error) {
    if (error instanceof PreconditionNotMetException) return 'not-ready';
    throw error;
  }
};
