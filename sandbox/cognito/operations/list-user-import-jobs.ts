import { describeJob } from '../import/describe-job.ts';
import type { ImportJob } from '../import/import-job.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

type ListUserImportJobsRequest = {
  readonly UserPoolId: string;
  readonly MaxResults: number;
  readonly PaginationToken?: string;
};

/** Newest first. */
export const listUserImportJobs = defineOperation<ListUserImportJobsRequest>(
  ['UserPoolId', 'MaxResults', 'PaginationToken'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const { items, nextToken } = state.listings.page<ImportJob>({
      operation: 'ListUserImportJobs',
      parameters: pool.id,
      limit: request.MaxResults,
      token: request.PaginationToken,
      start: () => pool.importJobs.toReversed(),
    });
    return {
      UserImportJobs: items.map((job) => describeJob(pool, job)),
      ...(nextToken === undefined ? {} : { PaginationToken: nextToken }),
    };
  },
);
