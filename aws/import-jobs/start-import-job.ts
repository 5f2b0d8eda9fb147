import {
  LimitExceededException,
  PreconditionNotMetException,
  StartUserImportJobCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoClient } from '../users/cognito-client.ts';
import { explainJobRefusal } from './explain-job-refusal.ts';

/**
 * What a second job of the account is told is not documented: whatever may mean "not now" counts as `busy`, which is waited
 * out. A missing upload was seen as `PreconditionNotMetException` "No csv file was uploaded for import-XXXX"; a pool that
 * verifies no address by itself gets the same exception, and never starts a job.
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
    if (error instanceof TooManyRequestsException || error instanceof LimitExceededException) return 'busy';
    if (!(error instanceof PreconditionNotMetException) || /auto.?verified/i.test(error.message)) {
      throw explainJobRefusal('starts', error);
    }
    return /csv file/i.test(error.message) ? 'no-file' : 'busy';
  }
};
