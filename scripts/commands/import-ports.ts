import { createImportJob } from '../../aws/import-jobs/create-import-job.ts';
import { describeImportJob } from '../../aws/import-jobs/describe-import-job.ts';
import { listImportJobsPage } from '../../aws/import-jobs/list-import-jobs.ts';
import { startImportJob } from '../../aws/import-jobs/start-import-job.ts';
import { uploadImportFile } from '../../aws/import-jobs/upload-import-file.ts';
import { createLogsClient } from '../../aws/logs/logs-client.ts';
import { readImportLog } from '../../aws/logs/read-import-log.ts';
import type { ImportJob } from '../../core/import/import-job.ts';
import type { ClaimPorts, ImportJobPorts } from '../../core/import/import-ports.ts';
import type { PasswordHashingAlgorithm } from '../../core/import-csv/password-hash.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { openLedger, readLoginHasher } from './open-ledger.ts';
import { createPatientCalls } from './patient-calls.ts';

export const createImportJobPorts = (
  { client, profile, settings }: ConnectedPool,
  newJob: { readonly logsRoleArn: string; readonly passwordHashingAlgorithm?: PasswordHashingAlgorithm | undefined },
  context: CommandContext,
): ImportJobPorts => {
  const { signal } = context;
  const { userPoolId } = profile;
  const patiently = createPatientCalls(context);
  const logs = createLogsClient({ ...settings, maxAttempts: 1 });
  const attempt = (verb: string, action: string) => ({
    doing: `${verb} of pool "${userPoolId}"`,
    action: `cognito-idp:${action}`,
  });
  return {
    list: async () => {
      const jobs: ImportJob[] = [];
      let paginationToken: string | undefined;
      do {
        const request = { userPoolId, ...(paginationToken === undefined ? {} : { paginationToken }) };
        const page = await patiently(attempt('list the import jobs', 'ListUserImportJobs'), () =>
          listImportJobsPage(client, request, signal),
        );
        jobs.push(...page.jobs);
        paginationToken = page.paginationToken;
      } while (paginationToken !== undefined);
      return jobs;
    },
    create: (jobName) =>
      patiently(attempt('make an import job', 'CreateUserImportJob (and iam:PassRole for the logs role)'), () =>
        createImportJob(client, { userPoolId, jobName, ...newJob }, signal),
      ),
    upload: (uploadUrl, file) =>
      patiently({ doing: 'upload the import file', action: 's3:PutObject' }, () =>
        uploadImportFile(uploadUrl, file, signal),
      ),
    start: (jobId) =>
      patiently(attempt('start an import job', 'StartUserImportJob'), () =>
        startImportJob(client, { userPoolId, jobId }, signal),
      ),
    describe: (jobId) =>
      patiently(attempt('describe an import job', 'DescribeUserImportJob'), () =>
        describeImportJob(client, { userPoolId, jobId }, signal),
      ),
    readLog: ({ jobId }) =>
      patiently({ doing: 'read the log of an import job', action: 'logs:GetLogEvents' }, () =>
        readImportLog(logs, { userPoolId, userPoolName: profile.name, jobId }, signal),
      ),
  };
};

/** The ledger and the key of its name hashes, where the configuration names one. */
export const connectLedger = async (
  target: ConnectedPool,
  context: CommandContext,
): Promise<ClaimPorts | undefined> => {
  if (context.config.ledger === undefined) return undefined;
  const hashLogin = await readLoginHasher(target, context);
  const ledger = openLedger(target, context);
  return { ...ledger, list: () => ledger.claims({ by: 'all' }), hashLogin };
};
