import { setTimeout as sleep } from 'node:timers/promises';
import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateUserImportJobCommand,
  DescribeUserImportJobCommand,
  GetCSVHeaderCommand,
  type PasswordHashingAlgorithmType,
  StartUserImportJobCommand,
  type UserImportJobType,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect } from 'vitest';
import type { AwsUnderTest } from './aws-under-test.ts';

/** By column: what is not there is blank. */
export type Row = Readonly<Record<string, string>>;

/** Of a user whose address is verified, as most pools want it. */
export const verifiedRow = (name: string, changes: Row = {}): Row => ({
  'cognito:username': name,
  email: `${name}@example.com`,
  email_verified: 'true',
  ...changes,
});

export type JobSettings = {
  readonly JobName?: string;
  readonly PasswordHashingAlgorithm?: PasswordHashingAlgorithmType;
};

/** A file as the dialect has it: values are written as they are, so that commas in them must be escaped already. */
export const toCsv = (header: readonly string[], rows: readonly Row[]): string =>
  [header, ...rows.map((row) => header.map((name) => row[name] ?? ''))]
    .map((fields) => `${fields.join(',')}\n`)
    .join('');

/** Answers with the status. */
export const upload = async (
  url: string | undefined,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<number> => {
  const bytes = typeof body === 'string' ? body : Buffer.from(body);
  const signed = { 'x-amz-server-side-encryption': 'aws:kms' };
  const response = await fetch(url ?? '', { method: 'PUT', body: bytes, headers: { ...signed, ...headers } });
  await response.body?.cancel();
  return response.status;
};

/** The steps of an import, each through real clients. */
export const importSteps = (aws: Pick<AwsUnderTest, 'cognito' | 'logs' | 'logsRoleArn'>) => {
  const headerOf = async (UserPoolId: string): Promise<string[]> =>
    (await aws.cognito.send(new GetCSVHeaderCommand({ UserPoolId }))).CSVHeader ?? [];

  const createJob = async (UserPoolId: string, settings: JobSettings = {}): Promise<UserImportJobType> => {
    const { UserImportJob } = await aws.cognito.send(
      new CreateUserImportJobCommand({
        UserPoolId,
        JobName: 'crossing',
        CloudWatchLogsRoleArn: aws.logsRoleArn,
        ...settings,
      }),
    );
    return UserImportJob ?? {};
  };

  const start = (UserPoolId: string, JobId: string | undefined) =>
    aws.cognito.send(new StartUserImportJobCommand({ UserPoolId, JobId }));

  const describeJob = async (UserPoolId: string, JobId: string | undefined): Promise<UserImportJobType> =>
    (await aws.cognito.send(new DescribeUserImportJobCommand({ UserPoolId, JobId }))).UserImportJob ?? {};

  const finished = async (UserPoolId: string, JobId: string | undefined): Promise<UserImportJobType> => {
    for (;;) {
      const job = await describeJob(UserPoolId, JobId);
      if (job.CompletionDate !== undefined) return job;
      await sleep(20);
    }
  };

  const logOf = async (UserPoolId: string, job: UserImportJobType, poolName = 'contract'): Promise<string[]> => {
    const { events } = await aws.logs.send(
      new GetLogEventsCommand({
        logGroupName: `/aws/cognito/userpools/${UserPoolId}/${poolName}`,
        logStreamName: `${job.JobId}/${job.JobName}`,
        startFromHead: true,
      }),
    );
    return (events ?? []).map(({ message }) => message ?? '');
  };

  const runJob = async (UserPoolId: string, csv: string | Uint8Array, settings: JobSettings = {}) => {
    const job = await createJob(UserPoolId, settings);
    expect(await upload(job.PreSignedUrl, csv)).toBe(200);
    await start(UserPoolId, job.JobId);
    return finished(UserPoolId, job.JobId);
  };

  /** Under the pool's whole header, with the column of the hashes where the job names an algorithm. */
  const importRows = async (UserPoolId: string, rows: readonly Row[], settings: JobSettings = {}) => {
    const header = await headerOf(UserPoolId);
    const isWithHashes = settings.PasswordHashingAlgorithm !== undefined && !header.includes('password_hash');
    return runJob(UserPoolId, toCsv(isWithHashes ? [...header, 'password_hash'] : header, rows), settings);
  };

  return { headerOf, createJob, start, describeJob, finished, logOf, runJob, importRows };
};
