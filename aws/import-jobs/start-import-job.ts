import { PreconditionNotMetException, StartUserImportJobCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoClient } from '../users/cognito-client.ts';

/**
 * One exception stands for several things. Seen for a missing upload: "No csv file was uploaded for import-XXXX". What a second
 * job of the account is told is not documented, so that everything else counts as `busy`, which is waited out.
 */
export const startImportJob = async (
  client: CognitoClient,
  { userPoolId, jobId }: { readonly userPoolId: string; readonly jobId: string },
  signal?: AbortSignal,
): Promise<'started' | 'no-file' | 'busy'> => {
  try {
    await client.send(
      new StartUserImportJobCommand({ UserPoolId: userPoolId, JobId: jobId }),
      signal ? { abortSignal: signal } : {},
    );
    return 'started';
  } catch (error) {
    if (!(error instanceof PreconditionNotMetException)) throw error;
    return /csv file/i.test(error.message) ? 'no-file' : 'busy';
  }
};
