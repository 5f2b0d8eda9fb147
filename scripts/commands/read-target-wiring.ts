import { listImportJobsPage } from '../../aws/import-jobs/list-import-jobs.ts';
import { describeAppClient, listClientIdsPage } from '../../aws/pools/list-app-clients.ts';
import { readPoolState } from '../../aws/pools/read-pool-state.ts';
import type { ImportJob } from '../../core/import/import-job.ts';
import type { Deployment } from '../../core/trigger-wiring/deployed-functions.ts';
import type { AppClient, AttachFacts } from '../../core/trigger-wiring/find-attach-problems.ts';
import type { PoolState } from '../../core/trigger-wiring/pool-settings.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { createPatientCalls } from './patient-calls.ts';

/** Reads the target pool as `UpdateUserPool` would have to send it. */
export const createPoolReader = ({ client, profile }: ConnectedPool, context: CommandContext) => {
  const { userPoolId } = profile;
  const doing = `describe the target pool "${userPoolId}"`;
  return (): Promise<PoolState> =>
    createPatientCalls(context)({ doing, action: 'cognito-idp:DescribeUserPool' }, () =>
      readPoolState({ client, userPoolId }),
    );
};

/** Everything that speaks for or against attaching functions to the target. */
export const readAttachFacts = async (
  target: ConnectedPool,
  deployment: Deployment,
  context: CommandContext,
): Promise<AttachFacts> => {
  const { previousSub, previousUsername } = context.config.users;
  return {
    poolArn: target.profile.arn,
    pool: await createPoolReader(target, context)(),
    deployment,
    clients: await listAppClients(target, context),
    importJobs: await listImportJobs(target, context),
    clientIds: context.config.target?.clientIds ?? [],
    previousAttributes: [previousSub, previousUsername].filter((name) => name !== undefined),
  };
};

const listAppClients = async (
  { client, profile: { userPoolId } }: ConnectedPool,
  context: CommandContext,
): Promise<AppClient[]> => {
  const call = createPatientCalls(context);
  const pool = { client, userPoolId, signal: context.signal };
  const doing = `read the app clients of pool "${userPoolId}"`;
  const clients: AppClient[] = [];
  let nextToken: string | undefined;
  do {
    const token = nextToken;
    const page = await call({ doing, action: 'cognito-idp:ListUserPoolClients' }, () => listClientIdsPage(pool, token));
    for (const clientId of page.clientIds) {
      const describe = () => describeAppClient(pool, clientId);
      clients.push(await call({ doing, action: 'cognito-idp:DescribeUserPoolClient' }, describe));
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return clients;
};

export const listImportJobs = async (
  { client, profile: { userPoolId } }: ConnectedPool,
  context: CommandContext,
): Promise<ImportJob[]> => {
  const call = createPatientCalls(context);
  const doing = `list the import jobs of pool "${userPoolId}"`;
  const jobs: ImportJob[] = [];
  let paginationToken: string | undefined;
  do {
    const at = { userPoolId, ...(paginationToken === undefined ? {} : { paginationToken }) };
    const page = await call({ doing, action: 'cognito-idp:ListUserImportJobs' }, () =>
      listImportJobsPage(client, at, context.signal),
    );
    jobs.push(...page.jobs);
    paginationToken = page.paginationToken;
  } while (paginationToken !== undefined);
  return jobs;
};
