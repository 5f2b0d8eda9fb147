import { DescribeUserImportJobCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { ImportJob } from '../../core/import/import-job.ts';
import type { CognitoClient } from '../users/cognito-client.ts';
import { toImportJob } from './to-import-job.ts';

export const describeImportJob = async (
  client: CognitoClient,
  { userPoolId, jobId }: { readonly userPoolId: string; readonly jobId: string },
  signal?: AbortSignal,
): Promise<ImportJob> => {
  const { UserImportJob } = await client.send(
    new DescribeUserImportJobCommand({ UserPoolId: userPoolId, JobId: jobId }),
    signal ? { abortSignal: signal } : {},
  );
  return toImportJob(UserImportJob);
};
