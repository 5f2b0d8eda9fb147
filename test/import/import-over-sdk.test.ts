import { readFileSync, statSync } from 'node:fs';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RowOutcome } from '../../core/import/row-outcome.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { exportCommand } from '../../scripts/commands/export.ts';
import { importCommand } from '../../scripts/commands/import.ts';
import { mapCommand } from '../../scripts/commands/map.ts';
import { expectGolden } from '../support/golden.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { unhurry } from '../support/unhurry.ts';

const ledgerTable = 'poolferry-ledger';
/** Stands in an attribute of every user: it may be in import files, and nowhere else. */
const canary = 'canary-4711';

let sandbox: Sandbox;
let directory: string;
let sourcePoolId: string;
let targetPoolId: string;

const createPool = async (request: object) =>
  (await sandbox.cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', request)).UserPool.Id;

beforeEach(async () => {
  // One for each test, so that ids in transcripts do not depend on the tests before.
  sandbox = await startSandbox({ seed: 'import' });
  unhurry(sandbox);
  await sandbox.callDynamoDb('CreateTable', {
    TableName: ledgerTable,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  sandbox.secrets.create(`poolferry/${ledgerTable}/name-hash-key`, 'x'.repeat(64));

  directory = await makeTemporaryDirectory();
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);
  sourcePoolId = await createPool({ PoolName: 'old', AutoVerifiedAttributes: ['email'] });
  targetPoolId = await createPool({
    PoolName: 'new',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    Schema: [{ Name: 'prev_sub_id', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '64' } }],
  });
  for (let n = 1; n <= 12; n += 1) {
    sandbox.cognito.seedUser(sourcePoolId, {
      username: `user${n}`,
      attributes: { email: `user${n}@example.com`, email_verified: 'true', nickname: canary },
    });
  }
  await writeConfig();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.close();
});

const writeConfig = (overrides: object = {}) =>
  writeFile(
    join(directory, 'poolferry.config.json'),
    JSON.stringify({
      source: { userPoolId: sourcePoolId },
      target: { userPoolId: targetPoolId },
      users: { previousSub: 'custom:prev_sub_id' },
      ledger: { tableName: ledgerTable },
      import: { logsRoleArn: `arn:aws:iam::${sandbox.accountId}:role/import-logs` },
      ...overrides,
    }),
  );

/** Runs a command; `onSleep` happens whenever it waits, which is when the world goes on. */
const poolferry = async (commandLine: string, onSleep: () => void = () => {}) => {
  const clock = createSimulatedClock();
  const outcome = await runCommandLine({
    argv: commandLine.split(' '),
    commands: [exportCommand, importCommand, mapCommand],
    workingDirectory: directory,
    environment: sandbox.environment,
    clock: {
      ...clock,
      sleep(ms, signal) {
        onSleep();
        return clock.sleep(ms, signal);
      },
    },
  });
  expect(outcome.transcript).not.toContain(canary);
  expect(outcome.transcript).not.toContain('X-Amz-Signature');
  return outcome;
};

const readOutcomes = async (): Promise<RowOutcome[]> =>
  (await readFile(join(directory, 'package.outcome', 'outcome.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** A job gives up in the middle of its file, once five rows were in vain. */
const giveUpEarly = () =>
  Object.assign(sandbox.cognito.controls, { importTroubleMinimum: 5, importTroubleCheckRows: 1 });

const squat = (...numbers: number[]) => {
  for (const n of numbers) {
    sandbox.cognito.seedUser(targetPoolId, {
      username: `user${n}@example.com`,
      attributes: { email: `user${n}@example.com`, email_verified: 'true' },
    });
  }
};

/** Once, as soon as a job of the target is active. */
const whenActive = (act: () => void) => {
  let isDone = false;
  return () => {
    const operations = sandbox.requests.map(({ operation }) => operation);
    if (isDone || operations.lastIndexOf('StartUserImportJob') < operations.lastIndexOf('CreateUserImportJob')) return;
    isDone = true;
    act();
  };
};

/** What the command itself says, from its first words on; how the shell frames it has transcripts of its own. */
const from = (firstLine: string, stderr: string) => {
  const lines = stderr.split('\n');
  return lines
    .slice(lines.indexOf(firstLine))
    .filter((line) => !line.includes('AWS_ENDPOINT_URL'))
    .join('\n');
};

describe('import, over real clients', () => {
  it('changes nothing without --execute, and says what would happen', async () => {
    await poolferry('export --out package');
    squat(3);
    const before = sandbox.requests.length;

    const plan = await poolferry('import package');

    const writes = sandbox.requests
      .slice(before)
      .filter(({ operation }) => /^(Create|Start|Update|Put|Delete)/.test(operation));
    expect(writes).toEqual([]);
    expectGolden(new URL('golden/import-plan.golden.txt', import.meta.url), from('Plan', plan.stderr));
  });

  it('imports everybody but those whose name is taken, and tells both sides of it', async () => {
    await poolferry('export --out package');
    squat(3);

    const run = await poolferry(
      'import package --execute',
      whenActive(() => squat(7)),
    );

    expect(run.exitCode).toBe(3);
    expectGolden(new URL('golden/import-result.golden.txt', import.meta.url), from('Import', run.stderr));
    const outcomes = await readOutcomes();
    expect(outcomes.filter(({ outcome }) => outcome === 'imported')).toHaveLength(10);
    expect(
      outcomes
        .filter(({ code }) => code === 'squatted')
        .map(({ username }) => username)
        .sort(),
    ).toEqual(['user3', 'user7']);
    expect(await readFile(join(directory, 'package.outcome', 'failed.csv'), 'utf8')).toContain('user7@example.com');
    for (const name of ['outcome.jsonl', 'failed.csv']) {
      expect(statSync(join(directory, 'package.outcome', name)).mode & 0o777).toBe(0o600);
    }
    expect(JSON.stringify(outcomes)).not.toContain(canary);
  });

  it('carries people whose username stays what it was into a pool with an e-mail alias', async () => {
    targetPoolId = await createPool({
      PoolName: 'same names',
      AliasAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      Schema: [{ Name: 'prev_sub_id', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '64' } }],
    });
    await writeConfig({ ledger: undefined });
    await poolferry('export --out package');
    sandbox.cognito.seedUser(targetPoolId, {
      username: 'somebody',
      attributes: { email: 'user5@example.com', email_verified: 'true' },
    });

    const run = await poolferry('import package --execute --json');
    const map = await poolferry('map --package package --out map.jsonl --json');

    expect(JSON.parse(run.stdout).counts).toMatchObject({ imported: 11, failedByCode: { squatted: 1 } });
    expect(JSON.parse(map.stdout)).toMatchObject({ pairs: 11, unmappedByCode: { squatted: 1 } });
    expect(JSON.parse(await readFile(join(directory, 'map.unmapped.jsonl'), 'utf8'))).toMatchObject({
      code: 'squatted',
      targetUsername: 'somebody',
    });
  });

  it('does nothing when it is run again, and says the same', async () => {
    await poolferry('export --out package');
    const first = await poolferry('import package --execute --json');
    const before = sandbox.requests.length;

    const again = await poolferry('import package --execute --json');

    expect(JSON.parse(again.stdout)).toEqual({ ...JSON.parse(first.stdout), ranBefore: true });
    expect(
      sandbox.requests
        .slice(before)
        .map(({ operation }) => operation)
        .sort(),
    ).toEqual(['DescribeUserPool', 'DescribeUserPool', 'GetCSVHeader', 'GetCallerIdentity', 'GetCallerIdentity']);
  });

  it.each([
    ['with a ledger', {}],
    ['without one', { ledger: undefined }],
  ])('sends failed rows again, as they are, once the target was put right (%s)', async (_what, config) => {
    await writeConfig(config);
    await poolferry('export --out package');
    squat(3);
    await poolferry('import package --execute');
    await sandbox.cognito.call('AdminDeleteUser', { UserPoolId: targetPoolId, Username: 'user3@example.com' });

    await poolferry('export --out same');
    const same = await poolferry('import same');
    const failed = await readFile(join(directory, 'same.outcome', 'failed.csv'), 'utf8');
    const [, retry = ''] = /poolferry (import same --retry \S+)/.exec(same.stderr) ?? [];
    const run = await poolferry(`${retry} --execute --json`);
    const again = await poolferry(`${retry} --execute --json`);
    const map = await poolferry('map --package package --out map.jsonl --json');

    expect(same.stderr).toContain('Nothing was done now');
    expect(failed).toContain('user3@example.com');
    expect(JSON.parse(run.stdout).counts).toMatchObject({ rows: 12, imported: 1, alreadyThere: 11, failed: 0 });
    expect(JSON.parse(again.stdout)).toMatchObject({ ranBefore: true });
    expect(JSON.parse(map.stdout)).toMatchObject({ pairs: 12, pairsByWay: { import: 12 }, unmapped: 0 });
  });

  it.each([
    ['that is not known', 'nobody', 'run-not-found'],
    ['of another package', 'first', 'other-package'],
  ])('sends no failed rows again of a run %s', async (_what, which, code) => {
    await poolferry('export --out package');
    const first = JSON.parse((await poolferry('import package --execute --json')).stdout);
    sandbox.cognito.seedUser(sourcePoolId, {
      username: 'user13',
      attributes: { email: 'user13@example.com', email_verified: 'true' },
    });
    await poolferry('export --out other');

    const run = await poolferry(`import other --retry ${which === 'first' ? first.runId : 'import-nobody'} --json`);

    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout).error.code).toBe(code);
  });

  it('sends no failed rows again of a run that has not finished', async () => {
    giveUpEarly();
    await poolferry('export --out package');
    await poolferry(
      'import package --execute',
      whenActive(() => squat(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
    );
    const [unfinished = ''] = (await readdir(join(directory, '.poolferry'))).filter((name) =>
      name.startsWith('import'),
    );

    const run = await poolferry(`import package --retry ${unfinished} --json`);

    expect(JSON.parse(run.stdout).error.code).toBe('run-not-finished');
  });

  it('says when an earlier import into the same target was left in the middle', async () => {
    giveUpEarly();
    await poolferry('export --out package');
    await poolferry(
      'import package --execute',
      whenActive(() => squat(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
    );
    sandbox.cognito.seedUser(sourcePoolId, {
      username: 'user13',
      attributes: { email: 'user13@example.com', email_verified: 'true' },
    });
    await poolferry('export --out other');

    const plan = await poolferry('import other');

    expect(plan.stderr).toMatch(/import-\w+ into this target has not finished/);
  });

  it.each(['import other', 'map --package package --out map.jsonl'])(
    'trusts nothing where the record of an earlier import cannot be read: %s',
    async (commandLine) => {
      await poolferry('export --out package');
      await poolferry('import package --execute');
      const [run = ''] = (await readdir(join(directory, '.poolferry'))).filter((name) => name.startsWith('import'));
      await writeFile(join(directory, '.poolferry', run, 'run.json'), '{}');
      sandbox.cognito.seedUser(sourcePoolId, { username: 'user13', attributes: { email: 'user13@example.com' } });
      await poolferry('export --out other');

      const refused = await poolferry(`${commandLine} --json`);

      expect(JSON.parse(refused.stdout).error).toMatchObject({
        code: 'state-damaged',
        message: expect.stringContaining(run),
      });
    },
  );

  it('keeps what a job did that Cognito gave up, and sends the others when it is run again', async () => {
    giveUpEarly();
    await poolferry('export --out package');

    const cut = await poolferry(
      'import package --execute',
      whenActive(() => squat(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
    );
    expect(cut.exitCode).toBe(1);
    expect(cut.stderr).toContain('ended as Failed');
    const again = await poolferry('import package --execute --json');

    const { counts } = JSON.parse(again.stdout);
    expect(counts).toMatchObject({ rows: 12, imported: 2, failed: 10, failedByCode: { squatted: 10 } });
  });

  it('waits while a job of another pool has the one place of the account', async () => {
    await poolferry('export --out package');
    const otherPoolId = await createPool({ PoolName: 'other', AutoVerifiedAttributes: ['email'] });
    const { UserImportJob: job } = await sandbox.cognito.call<{
      UserImportJob: { JobId: string; PreSignedUrl: string };
    }>('CreateUserImportJob', {
      UserPoolId: otherPoolId,
      JobName: 'theirs',
      CloudWatchLogsRoleArn: `arn:aws:iam::${sandbox.accountId}:role/logs`,
    });
    const body = Buffer.from('cognito:username\n');
    await fetch(job.PreSignedUrl, { method: 'PUT', body, headers: { 'x-amz-server-side-encryption': 'aws:kms' } });
    const theirs = { UserPoolId: otherPoolId, JobId: job.JobId };
    await sandbox.cognito.call('StartUserImportJob', theirs);

    const run = await poolferry('import package --execute --json', () => {
      void sandbox.cognito.call('DescribeUserImportJob', theirs);
    });

    expect(JSON.parse(run.stdout).counts).toMatchObject({ imported: 12 });
    expect(sandbox.requests.map(({ operation }) => operation)).not.toContain('StopUserImportJob');
  });

  it.each([
    [
      'a file was changed',
      'package-damaged',
      async () => {
        const file = join(directory, 'package', 'users-001.csv');
        await writeFile(file, readFileSync(file, 'utf8').replace('user4@', 'evil@'));
      },
    ],
    ['a file was cut off', 'package-damaged', () => truncate(join(directory, 'package', 'users.jsonl'), 300)],
    ['a part is missing', 'package-damaged', () => rm(join(directory, 'package', 'users-001.csv'))],
    [
      'it is for another target',
      'package-does-not-fit',
      async () => {
        targetPoolId = await createPool({ PoolName: 'third', AutoVerifiedAttributes: ['email'] });
        await writeConfig();
      },
    ],
    ['there is no role for the log', 'logs-role-missing', () => writeConfig({ import: {} })],
  ])('is refused before anything is written when %s', async (_what, code, change) => {
    await poolferry('export --out package');
    await change();

    const run = await poolferry('import package --execute --json');

    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout).error.code).toBe(code);
  });
});

describe('import without a role for its log', () => {
  it('shows the policies of such a role, to be copied as they stand', async () => {
    await writeConfig({ import: {} });
    await poolferry('export --out package');

    const { exitCode, stderr, stdout } = await poolferry('import package --json');

    expect(exitCode).toBe(2);
    const lines: string[] = JSON.parse(stdout).error.lines;
    const [trust, permissions] = lines.join('\n').split(/(?<=^\})\n/m);
    expect(JSON.parse(trust ?? '')).toMatchObject({ Statement: [{ Action: 'sts:AssumeRole' }] });
    expect(JSON.parse(permissions ?? '')).toMatchObject({
      Statement: [{ Action: expect.arrayContaining(['logs:PutLogEvents']) }],
    });
    expect(stderr.replace(/^ {2}/gm, '')).toContain(lines.join('\n'));
  });
});

describe('map, over real clients', () => {
  it('writes who became whom, from the import and the ledger, for its owner alone', async () => {
    await poolferry('export --out package');
    squat(3);
    await poolferry('import package --execute');

    const map = await poolferry(`map --package package --ledger ${ledgerTable} --out map.jsonl`);

    expect(map.exitCode).toBe(3);
    expectGolden(
      new URL('golden/map.golden.txt', import.meta.url),
      from('The identity map "map.jsonl" is written.', map.stderr),
    );
    const path = join(directory, 'map.jsonl');
    const lines = (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(11);
    expect(lines[0]).toEqual({
      oldSub: expect.any(String),
      oldUsername: expect.stringMatching(/^user\d+$/),
      newSub: lines[0].newUsername,
      newUsername: expect.any(String),
      via: 'import',
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('replaces no file but an identity map', async () => {
    await poolferry('export --out package');
    await poolferry('import package --execute');
    const config = await readFile(join(directory, 'poolferry.config.json'), 'utf8');

    const refused = await poolferry('map --package package --out poolferry.config.json --json');
    await poolferry('map --package package --out map.jsonl');
    const first = await readFile(join(directory, 'map.jsonl'), 'utf8');
    const again = await poolferry('map --package package --out map.jsonl --json');

    expect(JSON.parse(refused.stdout).error.code).toBe('file-exists');
    expect(await readFile(join(directory, 'poolferry.config.json'), 'utf8')).toBe(config);
    expect(again.exitCode).toBe(0);
    expect(await readFile(join(directory, 'map.jsonl'), 'utf8')).toBe(first);
  });

  it('refuses a package that was not imported from here', async () => {
    await poolferry('export --out package');

    const map = await poolferry('map --package package --out identity-map.jsonl --json');

    expect(map.exitCode).toBe(2);
    expect(JSON.parse(map.stdout).error.code).toBe('package-not-imported');
  });

  it('takes the word of an operator for somebody whom nothing else proves', async () => {
    await poolferry('export --out package');
    squat(3);
    await poolferry('import package --execute');
    const squatted = (await readOutcomes()).find(({ code }) => code === 'squatted');
    await writeFile(join(directory, 'pairs.csv'), `oldSub,newSub\n${squatted?.sub},${squatted?.holderSub}\n`);

    const map = await poolferry('map --package package --pairs pairs.csv --out identity-map.jsonl --json');

    expect(map.exitCode).toBe(0);
    expect(JSON.parse(map.stdout)).toMatchObject({ pairs: 12, pairsByWay: { import: 11, operator: 1 }, unmapped: 0 });
  });
});
