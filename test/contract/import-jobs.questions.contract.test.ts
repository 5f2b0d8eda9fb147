import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AddCustomAttributesCommand,
  AdminGetUserCommand,
  type CreateUserPoolCommandInput,
  DeleteUserPoolCommand,
  StopUserImportJobCommand,
  type UserImportJobType,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { takeApps } from '../support/authenticator-app.ts';
import { type AwsUnderTest, makePool } from '../support/aws-under-test.ts';
import { importSteps, type Row, toCsv, upload, verifiedRow } from '../support/import-job-steps.ts';
import { liveQuestion, outcomeOf } from '../support/live-question.ts';

type Steps = ReturnType<typeof importSteps>;

const importQuestion = (title: string, guess: string, ask: (steps: Steps, aws: AwsUnderTest) => Promise<string>) =>
  liveQuestion(`a live run settles ${title}`, {
    guess,
    needs: 'logs role',
    ask: (aws) => ask(importSteps(aws), aws),
  });

const VERIFYING = { AutoVerifiedAttributes: ['email'] } satisfies Partial<CreateUserPoolCommandInput>;

const rowsOf = (prefix: string, count: number, changes: Row = {}): Row[] =>
  Array.from({ length: count }, (_, index) => verifiedRow(`${prefix}${index}`, changes));

const unverified = (prefix: string, count: number): Row[] => rowsOf(prefix, count, { email_verified: 'false' });

const countsOf = ({ Status, ImportedUsers, SkippedUsers, FailedUsers }: UserImportJobType): string =>
  `${Status}, ${ImportedUsers} imported, ${SkippedUsers} skipped, ${FailedUsers} failed`;

/** A job whose file is there. */
const uploaded = async (steps: Steps, pool: string, rows: readonly Row[]): Promise<UserImportJobType> => {
  const job = await steps.createJob(pool);
  await upload(job.PreSignedUrl, toCsv(await steps.headerOf(pool), rows));
  return job;
};

const stop = ({ cognito }: AwsUnderTest, UserPoolId: string, { JobId }: UserImportJobType) =>
  cognito.send(new StopUserImportJobCommand({ UserPoolId, JobId }));

/** By AdminGetUser: lists may lag. */
const exists = async ({ cognito }: AwsUnderTest, UserPoolId: string, Username: string): Promise<boolean> =>
  (await outcomeOf(cognito.send(new AdminGetUserCommand({ UserPoolId, Username })))) === 'answered';

const kindsOf = (log: readonly string[]): string[] => log.map((line) => /^\[([A-Z]+)\]/.exec(line)?.[1] ?? line);

describe('an import job', () => {
  importQuestion(
    'which error a second active job gets',
    'PreconditionNotMetException: Another import job is active in this account.',
    async (steps, aws) => {
      const [pool, other] = [await makePool(aws, VERIFYING), await makePool(aws, VERIFYING)];
      const job = await uploaded(steps, pool, rowsOf('user', 20));
      const second = await uploaded(steps, other, rowsOf('user', 20));
      await steps.start(pool, job.JobId);
      const told = await outcomeOf(steps.start(other, second.JobId));
      await steps.finished(pool, job.JobId);
      if (told === 'answered') await steps.finished(other, second.JobId);
      return told;
    },
  );

  importQuestion(
    'whether a job that was never started can be stopped',
    'PreconditionNotMetException: The import job is Created and cannot be stopped.',
    async (steps, aws) => {
      const pool = await makePool(aws, VERIFYING);
      return outcomeOf(stop(aws, pool, await uploaded(steps, pool, [])));
    },
  );

  importQuestion(
    'whether a job fails with one failed row and nobody imported whatever else its file has',
    'alone: Failed, 0 imported, 0 skipped, 1 failed; before four good rows: Succeeded, 4 imported, 0 skipped, 1 failed',
    async (steps, aws) => {
      const pool = await makePool(aws, VERIFYING);
      const alone = await steps.importRows(pool, unverified('bad', 1));
      const first = await steps.importRows(pool, [...unverified('bad', 1), ...rowsOf('good', 4)]);
      return `alone: ${countsOf(alone)}; before four good rows: ${countsOf(first)}`;
    },
  );

  importQuestion(
    'whether rows are counted while a job is Stopping, and whether a stopped job keeps the users it made',
    'Stop answers Stopped, no row was counted afterwards; its users stay',
    async (steps, aws) => {
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const pool = await makePool(aws, VERIFYING);
        const { JobId } = await uploaded(steps, pool, rowsOf('user', 2_000));
        await steps.start(pool, JobId);
        let seen = await steps.describeJob(pool, JobId);
        while (seen.CompletionDate === undefined && !seen.ImportedUsers) {
          await sleep(60);
          seen = await steps.describeJob(pool, JobId);
        }
        const stopped = await stop(aws, pool, { JobId }).catch(() => undefined);
        const { Status, ImportedUsers = 0 } = await steps.finished(pool, JobId);
        if (stopped === undefined || Status !== 'Stopped' || ImportedUsers === 0) continue;
        const { Status: answer, ImportedUsers: before = 0 } = stopped.UserImportJob ?? {};
        const isThere = await exists(aws, pool, 'user0');
        const counted = ImportedUsers > before ? 'more rows were counted afterwards' : 'no row was counted afterwards';
        return `Stop answers ${answer}, ${counted}; its users ${isThere ? 'stay' : 'go'}`;
      }
      return 'no job could be stopped half way';
    },
  );

  importQuestion(
    'whether a pool can be deleted while a job runs',
    'UserImportInProgressException: A user import job is in progress for this user pool.',
    async (steps, aws) => {
      const pool = await makePool(aws, VERIFYING);
      const { JobId } = await uploaded(steps, pool, rowsOf('user', 20));
      await steps.start(pool, JobId);
      const told = await outcomeOf(aws.cognito.send(new DeleteUserPoolCommand({ UserPoolId: pool })));
      if (told !== 'answered') await steps.finished(pool, JobId);
      return told;
    },
  );

  importQuestion(
    'where a pool whose name no log group may have gets its log',
    'Succeeded; groups: my_pool__2nd___home',
    async (steps, aws) => {
      const pool = await makePool(aws, { ...VERIFYING, PoolName: 'my pool, 2nd @ home' });
      const job = await steps.importRows(pool, [verifiedRow('ana')]);
      const logGroupNamePrefix = `/aws/cognito/userpools/${pool}`;
      const { logGroups = [] } = await aws.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
      // Without what a live run puts before the names of its pools.
      const names = logGroups.map(({ logGroupName = '' }) => logGroupName.replace(/^.*\/.*?(?=my)/, ''));
      return `${job.Status}; groups: ${names.join(', ') || 'none'}`;
    },
  );

  importQuestion(
    'whether a file is read when a job is started or when it begins',
    'the upload after the start: 200; imported: earlier false, later true',
    async (steps, aws) => {
      const pool = await makePool(aws, VERIFYING);
      const job = await uploaded(steps, pool, [verifiedRow('early')]);
      const late = toCsv(await steps.headerOf(pool), [verifiedRow('late')]);
      await steps.start(pool, job.JobId);
      const status = await upload(job.PreSignedUrl, late);
      await steps.finished(pool, job.JobId);
      const imported = `earlier ${await exists(aws, pool, 'early')}, later ${await exists(aws, pool, 'late')}`;
      return `the upload after the start: ${status}; imported: ${imported}`;
    },
  );

  importQuestion(
    'where too many failed or skipped users end a job',
    '3 of 10 failed: Succeeded; 5 of 10 failed: Succeeded; 6 of 10 failed: Succeeded; 7 of 10 failed: Failed; 8 of 10 failed: Failed; 7 of 10 skipped: Failed',
    async (steps, aws) => {
      const pool = await makePool(aws, VERIFYING);
      const told: string[] = [];
      for (const failed of [3, 5, 6, 7, 8]) {
        const rows = [...rowsOf(`good${failed}-`, 10 - failed), ...unverified('bad', failed)];
        told.push(`${failed} of 10 failed: ${(await steps.importRows(pool, rows)).Status}`);
      }
      const skipped = [...rowsOf('new', 3), ...rowsOf('good3-', 7)];
      told.push(`7 of 10 skipped: ${(await steps.importRows(pool, skipped)).Status}`);
      return told.join('; ');
    },
  );

  importQuestion('whether line numbers count the header', 'the first row is line 1', async (steps, aws) => {
    const pool = await makePool(aws, VERIFYING);
    const [line = ''] = await steps.logOf(pool, await steps.importRows(pool, [verifiedRow('ana')]));
    return `the first row is line ${/Line Number (\d+)/.exec(line)?.[1] ?? 'unknown'}`;
  });

  importQuestion(
    'what a duplicate verified alias under another username gives',
    'Succeeded, 1 imported, 0 skipped, 1 failed',
    async (steps, aws) => {
      const pool = await makePool(aws, { ...VERIFYING, AliasAttributes: ['email'] });
      const again = verifiedRow('bo', { email: verifiedRow('ana').email ?? '' });
      return countsOf(await steps.importRows(pool, [verifiedRow('ana'), again]));
    },
  );

  importQuestion(
    'what a repeated sign-in name within one file gives',
    'Succeeded, 1 imported, 1 skipped, 0 failed',
    async (steps, aws) => {
      const pool = await makePool(aws, { ...VERIFYING, UsernameAttributes: ['email'] });
      const row = verifiedRow('ana', { 'cognito:username': 'ana@example.com' });
      return countsOf(await steps.importRows(pool, [row, row]));
    },
  );

  importQuestion(
    'how backslashes and line breaks are read',
    'one: "a\\\\b"; two: "a\\\\,b"; three: "b"; four: "\\"said\\""',
    async (steps, aws) => {
      const pool = await makePool(aws, VERIFYING);
      const rows = [
        ...rowsOf('good', 6),
        verifiedRow('one', { name: 'a\\b' }),
        verifiedRow('two', { name: 'a\\\\,b' }),
        verifiedRow('three', { name: 'a\nb' }),
        verifiedRow('four', { name: '"said"' }),
      ];
      // In the first column, so that what follows a line break is a row of its own where it ends a row.
      const header = (await steps.headerOf(pool)).sort((a, b) => Number(b === 'name') - Number(a === 'name'));
      await steps.runJob(pool, toCsv(header, rows));
      const told: string[] = [];
      for (const Username of ['one', 'two', 'three', 'four']) {
        const user = await aws.cognito
          .send(new AdminGetUserCommand({ UserPoolId: pool, Username }))
          .catch(() => undefined);
        const name = user?.UserAttributes?.find((attribute) => attribute.Name === 'name')?.Value;
        told.push(`${Username}: ${user === undefined ? 'no user' : JSON.stringify(name)}`);
      }
      return told.join('; ');
    },
  );

  importQuestion(
    'what cognito:mfa_enabled may be where MFA is optional',
    'false: SUCCEEDED; true: FAILED; blank: FAILED',
    async (steps, aws) => {
      const pool = await makePool(aws, VERIFYING);
      await takeApps(aws, pool, 'OPTIONAL');
      const mfa = (value: string): Row => ({ 'cognito:mfa_enabled': value });
      const values = ['false', 'true', ''];
      const usual = rowsOf('usual', 3, mfa('false'));
      const rows = values.map((value, index) => verifiedRow(`user${index}`, mfa(value)));
      const job = await steps.importRows(pool, [...usual, ...rows]);
      const kinds = kindsOf(await steps.logOf(pool, job)).slice(usual.length);
      return values.map((value, index) => `${value || 'blank'}: ${kinds[index]}`).join('; ');
    },
  );
});

describe('the CSV header', () => {
  liveQuestion('a live run settles whether an order of columns stays when an attribute is added', {
    guess: 'it stays',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws);
      const { headerOf } = importSteps(aws);
      const before = await headerOf(UserPoolId);
      const CustomAttributes = [{ Name: 'plan', AttributeDataType: 'String' as const }];
      await aws.cognito.send(new AddCustomAttributesCommand({ UserPoolId, CustomAttributes }));
      const after = (await headerOf(UserPoolId)).filter((column) => column !== 'custom:plan');
      return after.join() === before.join() ? 'it stays' : 'it changes';
    },
  });
});
