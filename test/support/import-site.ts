import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Clock } from '../../core/flow/clock.ts';
import type { RowOutcome } from '../../core/import/row-outcome.ts';
import type { SandboxClock } from '../../sandbox/clock.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { exportCommand } from '../../scripts/commands/export.ts';
import { importCommand } from '../../scripts/commands/import.ts';
import { systemClock } from '../../scripts/system-clock.ts';
import { createFakeSignals, runCommandLine } from './run-command-line.ts';
import { createSimulatedClock } from './simulated-clock.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

const ledgerTable = 'poolferry-ledger';

/** Stands in an attribute of every user: it may be in import files, and nowhere else. */
const canary = 'canary-4711';

export const people = 12;
export const emailOf = (n: number) => `user${n}@example.com`;

export type ImportSite = Awaited<ReturnType<typeof createImportSite>>;

/** The sandbox and the command line share one clock, which passes only while somebody waits. */
export const startImportSandbox = async (): Promise<ImportSandbox> => {
  const simulated = createSimulatedClock();
  let aheadMs = 0;
  const clock: SandboxClock = {
    nowMs: () => simulated.nowMs() + aheadMs,
    advanceMs: (ms) => {
      aheadMs += ms;
    },
  };
  const sandbox = await startSandbox({ seed: 'endings', clock });
  await prepare(sandbox);
  return { sandbox, simulated, clock, calmDown: calming(sandbox) };
};

/** The same by the real clock, for command lines in processes of their own. */
export const startRealTimeSandbox = async (seed: string): Promise<ImportSandbox> => {
  const sandbox = await startSandbox({ seed });
  await prepare(sandbox);
  Object.assign(sandbox.cognito.controls, { importPendingMs: 0, importInProgressMs: 0, importJobsPerPool: 1_000_000 });
  return { sandbox, simulated: systemClock, clock: sandbox.clock, calmDown: () => {} };
};

const prepare = async (sandbox: Sandbox) => {
  await sandbox.callDynamoDb('CreateTable', {
    TableName: ledgerTable,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  sandbox.secrets.create(`poolferry/${ledgerTable}/name-hash-key`, 'x'.repeat(64));
};

const calming = (sandbox: Sandbox) => {
  const calm = { ...sandbox.cognito.controls };
  /** As if nothing had ever gone wrong. */
  return () => {
    sandbox.faults.clear();
    Object.assign(sandbox.cognito.controls, calm);
    sandbox.cognito.controls.importJobsNamed.clear();
    Object.assign(sandbox.logs, { lateByMs: 0, streamsLateByMs: 0 });
  };
};

export type ImportSandbox = {
  readonly sandbox: Sandbox;
  readonly simulated: Pick<Clock, 'sleep'>;
  readonly clock: SandboxClock;
  readonly calmDown: () => void;
};

type SiteOptions = {
  readonly config?: object;
  readonly size?: number;
  readonly exportFlags?: string;
  readonly disabled?: readonly number[];
};

/** Two pools, a dozen people in the old one, everything configured, and a package of them. */
export const createImportSite = async (
  { sandbox, simulated, clock, calmDown }: ImportSandbox,
  options: SiteOptions = {},
) => {
  const { cognito } = sandbox;
  calmDown();
  const directory = await makeTemporaryDirectory();
  const createPool = async (request: object) =>
    (await cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', request)).UserPool.Id;
  const source = await createPool({ PoolName: 'old', AutoVerifiedAttributes: ['email'] });
  const target = await createPool({
    PoolName: 'new',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    Schema: [{ Name: 'prev_sub_id', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '64' } }],
  });
  const subs = new Map<number, string>();
  for (let n = 1; n <= (options.size ?? people); n += 1) {
    const hasPhone = n !== 3 && n !== 7;
    const { sub } = cognito.seedUser(source, {
      username: `user${n}`,
      attributes: {
        email: emailOf(n),
        email_verified: 'true',
        nickname: canary,
        ...(hasPhone ? { phone_number: `+3161200000${n}`, phone_number_verified: 'true' } : {}),
      },
    });
    subs.set(n, sub);
    if (options.disabled?.includes(n)) {
      await cognito.call('AdminDisableUser', { UserPoolId: source, Username: `user${n}` });
    }
  }
  await writeFile(
    join(directory, 'poolferry.config.json'),
    JSON.stringify({
      source: { userPoolId: source },
      target: { userPoolId: target },
      users: { previousSub: 'custom:prev_sub_id' },
      ledger: { tableName: ledgerTable },
      import: { logsRoleArn: `arn:aws:iam::${sandbox.accountId}:role/import-logs` },
      ...options.config,
    }),
  );

  const signals = { current: createFakeSignals() };
  /** Runs a command; `onSleep` happens whenever it waits, which is when the world goes on. */
  const poolferry = async (commandLine: string, onSleep: () => unknown = () => {}) => {
    signals.current = createFakeSignals();
    const outcome = await runCommandLine({
      argv: commandLine.split(' '),
      commands: [exportCommand, importCommand],
      workingDirectory: directory,
      environment: sandbox.environment,
      signals: signals.current,
      clock: {
        nowMs: clock.nowMs,
        monotonicMs: clock.nowMs,
        async sleep(ms, signal) {
          await onSleep();
          return simulated.sleep(ms, signal);
        },
      },
    });
    expect(outcome.transcript).not.toContain(canary);
    expect(outcome.transcript).not.toContain('X-Amz-Signature');
    return outcome;
  };
  const exported = await poolferry(`export --out package${options.exportFlags ?? ''}`);
  expect(exported.transcript).toContain('exit code 0');

  const squat = (...numbers: readonly number[]) => {
    for (const n of numbers) {
      cognito.seedUser(target, {
        username: emailOf(n),
        attributes: { email: emailOf(n), email_verified: 'true' },
      });
    }
  };

  const readOutcomes = async (): Promise<RowOutcome[]> =>
    (await readFile(join(directory, 'package.outcome', 'outcome.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  const failedCsv = () => readFileSync(join(directory, 'package.outcome', 'failed.csv'), 'utf8');

  const readClaim = async (sub: string) => {
    const { Item } = await sandbox.callDynamoDb('GetItem', {
      TableName: ledgerTable,
      Key: { pk: { S: `user#${sub}` } },
    });
    return Item as Record<string, { S?: string }> | undefined;
  };

  const interrupt = () => signals.current.raise('SIGINT');
  const site = { sandbox, clock, calmDown, directory, source, target, subs, ledgerTable, createPool };
  return { ...site, poolferry, squat, readOutcomes, failedCsv, readClaim, interrupt };
};

/**
 * What holds at every end: each row has exactly one outcome, whoever counts as imported is a user whom one job made once, the
 * ledger says the same, and nobody's claim is left behind.
 */
export const expectRowsAccountedFor = async (site: ImportSite, stdout: string) => {
  const { counts, jobs } = JSON.parse(stdout);
  const outcomes = await site.readOutcomes();
  expect(counts.rows).toBe(counts.imported + counts.alreadyThere + counts.failed);
  expect(outcomes.map(({ sub }) => sub).sort()).toEqual([...site.subs.values()].sort());
  const imported = outcomes.filter(({ outcome }) => outcome === 'imported');
  expect(imported).toHaveLength(counts.imported);
  const users = site.sandbox.engine.snapshot(site.target).users;
  for (const { sub, newSub } of imported) {
    expect(users.filter(({ attributes }) => attributes['custom:prev_sub_id'] === sub)).toMatchObject([{ sub: newSub }]);
    expect(await site.readClaim(sub)).toMatchObject({ state: { S: 'bound' }, newSub: { S: newSub } });
  }
  for (const { sub, outcome } of outcomes) {
    if (outcome !== 'failed') continue;
    const claim = await site.readClaim(sub);
    expect(claim?.state?.S === 'reserved' && claim.triggerClaimedAtMs === undefined, `claim of ${sub}`).toBe(false);
  }
  const made = jobs.reduce((sum: number, job: { importedUsers: number }) => sum + job.importedUsers, 0);
  expect(made).toBe(users.filter(({ attributes }) => attributes['custom:prev_sub_id'] !== undefined).length);
  return { counts, jobs, outcomes };
};

/** Hands the failed rows, corrected, to a job as they stand in the file: all of them must become users. */
export const expectFailedRowsImport = async (site: ImportSite, correct: (csv: string) => string | Promise<string>) => {
  const { sandbox, target, clock } = site;
  site.calmDown();
  const csv = await correct(site.failedCsv());
  const { UserImportJob: job } = await sandbox.cognito.call<{
    UserImportJob: { JobId: string; PreSignedUrl: string };
  }>('CreateUserImportJob', {
    UserPoolId: target,
    JobName: 'corrected',
    CloudWatchLogsRoleArn: `arn:aws:iam::${sandbox.accountId}:role/logs`,
  });
  const headers = { 'x-amz-server-side-encryption': 'aws:kms' };
  await fetch(job.PreSignedUrl, { method: 'PUT', body: Buffer.from(csv), headers });
  await sandbox.cognito.call('StartUserImportJob', { UserPoolId: target, JobId: job.JobId });
  const describe = () =>
    sandbox.cognito.call<{ UserImportJob: object }>('DescribeUserImportJob', { UserPoolId: target, JobId: job.JobId });
  for (let polls = 0; polls < 3; polls += 1) {
    clock.advanceMs(10_000);
    await describe();
  }
  const rows = csv.trim().split('\n').length - 1;
  expect((await describe()).UserImportJob).toMatchObject({ Status: 'Succeeded', ImportedUsers: rows, FailedUsers: 0 });
  return rows;
};
