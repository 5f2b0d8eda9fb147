import {
  CreateUserImportJobCommand,
  LimitExceededException,
  TooManyRequestsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { PoolferryError } from '../../core/errors.ts';
import type { PasswordHashingAlgorithm } from '../../core/import-csv/password-hash.ts';
import type { CognitoClient } from '../users/cognito-client.ts';
import { explainJobRefusal } from './explain-job-refusal.ts';

type NewJob = {
  readonly userPoolId: string;
  readonly jobName: string;
  readonly logsRoleArn: string;
  /** Of the hashes in the file's `password_hash` column. */
  readonly passwordHashingAlgorithm?: PasswordHashingAlgorithm | undefined;
};

/**
 * Makes a job that does nothing until it is started. Its URL takes one upload within 15 minutes and gives whoever has it the
 * say over the file. `limit`: Cognito makes no more jobs now; `busy`: it asks to be called later.
 */
export const createImportJob = async (
  client: CognitoClient,
  { userPoolId, jobName, logsRoleArn, passwordHashingAlgorithm }: NewJob,
  signal?: AbortSignal,
): Promise<{ jobId: string; uploadUrl: string } | 'limit' | 'busy'> => {
  try {
    const { UserImportJob } = await client.send(
      new CreateUserImportJobCommand({
        UserPoolId: userPoolId,
        JobName: jobName,
        CloudWatchLogsRoleArn: logsRoleArn,
        ...(passwordHashingAlgorithm === undefined ? {} : { PasswordHashingAlgorithm: passwordHashingAlgorithm }),
      }),
      signal ? { abortSignal: signal } : {},
    );
    const { JobId, PreSignedUrl } = UserImportJob ?? {};
    if (JobId === undefined || PreSignedUrl === undefined) {
      throw new PoolferryError('Cognito made an import job without an id or an upload URL.', {
        code: 'unexpected-answer',
      });
    }
    return { jobId: JobId, uploadUrl: PreSignedUrl };
  } catch (error) {
    if (error instanceof LimitExceededException) return 'limit';
    if (error instanceof TooManyRequestsException) return 'busy';
    throw explainJobRefusal('makes', error, passwordHashingAlgorithm);
  }
};
