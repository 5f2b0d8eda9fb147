import { ListUserImportJobsCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { ImportJob } from '../../core/import/import-job.ts';
import type { CognitoClient } from '../users/cognito-client.ts';
import { toImportJob } from './to-import-job.ts';

type Page = { readonly userPoolId: string; readonly paginationToken?: string };

export const listImportJobsPage = async (
  client: CognitoClient,
  { userPoolId, paginationToken }: Page,
  signal?: AbortSignal,
): Promise<{ jobs: ImportJob[]; paginationToken?: string }> => {
  const { UserImportJobs, PaginationToken } = await client.send(
    new ListUserImportJobsCommand({
      UserPoolId: userPoolId,
      MaxResults: 60,
      ...(paginationToken === undefined ? {} : { PaginationToken: paginationToken }),
    }),
    signal ? { abortSignal: signal } : {},
  );
  return {
    jobs: (UserImportJobs ?? []).map(toImportJob),
    ...(PaginationToken ? { paginationToken: PaginationToken } : {}),
  };
};
