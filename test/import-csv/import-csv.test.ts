import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCognitoClient } from '../../aws/users/cognito-client.ts';
import { passwordHashingAlgorithms } from '../../core/import-csv/password-hash.ts';
import { expectGolden } from '../support/golden.ts';
import { type ImportCommandWorld, startImportCommandWorld } from '../support/import-command-world.ts';
import { cheapHash } from '../support/make-password-hash.ts';

let world: ImportCommandWorld;
beforeEach(async () => {
  world = await startImportCommandWorld();
  // No source: a plain CSV has none.
  await world.writeConfig({ source: undefined, ledger: undefined });
});
afterEach(() => world.close());

const password = 'correct horse';
const row = (name: string, cells: object = {}) => ({
  'cognito:username': `${name}@example.com`,
  email: `${name}@example.com`,
  email_verified: 'true',
  ...cells,
});

const outcomesOf = (file: string): { username: string; outcome: string; code?: string }[] =>
  readFileSync(join(world.directory, `${file}.outcome`, 'outcome.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const uploads = () => world.sandbox.requests.filter(({ operation }) => operation === 'CreateUserImportJob').length;

const squat = (name: string) =>
  world.sandbox.cognito.seedUser(world.targetPoolId, {
    username: `${name}@example.com`,
    attributes: { email: `${name}@example.com`, email_verified: 'true' },
  });

const allTextBelow = async (directory: string): Promise<string> => {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'users.csv' && entry.name !== 'failed.csv');
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))).join('\n');
};

describe('importing a plain CSV', () => {
  it('needs no source, and changes nothing without --execute', async () => {
    await world.writeCsv('users.csv', [row('ann'), row('bob')]);
    squat('bob');

    const { exitCode, stderr } = await world.poolferry('import users.csv');

    expect(exitCode).toBe(0);
    expect(uploads()).toBe(0);
    expectGolden(new URL('./golden/plan.golden.txt', import.meta.url), from('Plan', stderr));
  });

  it('sends nothing of a file with problems, and tells them all by line', async () => {
    await world.writeCsv('users.csv', [row('ann', { phone_number: '0044' }), row('bob'), row('BOB'), { email: 'x' }]);

    const { exitCode, stderr } = await world.poolferry('import users.csv --execute');

    expect(exitCode).toBe(2);
    expect(uploads()).toBe(0);
    expectGolden(new URL('./golden/problems.golden.txt', import.meta.url), from('Error', stderr));
  });

  it('gives every row an outcome, does nothing when asked again, and takes the corrected rest as a file of its own', async () => {
    squat('bob');
    await world.writeCsv('users.csv', [row('ann'), row('bob'), row('cid')]);

    const first = await world.poolferry('import users.csv --execute --json');
    const again = await world.poolferry('import users.csv --execute --json');

    expect(JSON.parse(first.stdout).counts).toMatchObject({ rows: 3, imported: 2, failedByCode: { 'name-taken': 1 } });
    expect(JSON.parse(again.stdout)).toMatchObject({ ranBefore: true });
    expect(outcomesOf('users.csv').map(({ outcome, code }) => code ?? outcome)).toEqual([
      'imported',
      'name-taken',
      'imported',
    ]);
    expect(uploads()).toBe(1);

    const failed = join(world.directory, 'users.csv.outcome', 'failed.csv');
    expect(statSync(failed).mode & 0o777).toBe(0o600);
    await writeFile(join(world.directory, 'rest.csv'), readFileSync(failed, 'utf8').replaceAll('bob@', 'bobby@'));
    const rest = await world.poolferry('import rest.csv --execute --json');

    expect(JSON.parse(rest.stdout).counts).toMatchObject({ rows: 1, imported: 1 });
  });

  it('knows whom an earlier file brought under the same name, and sends only the others', async () => {
    await world.writeCsv('users.csv', [row('ann')]);
    await world.poolferry('import users.csv --execute');
    await world.writeCsv('more.csv', [row('ANN', { email: 'ann@example.com' }), row('bob')]);

    const { stdout } = await world.poolferry('import more.csv --execute --json');

    expect(JSON.parse(stdout).counts).toMatchObject({ rows: 2, imported: 1, alreadyThere: 1 });
  });

  it('continues after an interruption where it stood, and sends nobody twice', async () => {
    await world.writeCsv('users.csv', [row('ann'), row('bob')]);
    const die = () => {
      if (uploads() > 0) throw new Error('the process died');
    };

    const died = await world.poolferry('import users.csv --execute', { onSleep: die });
    const { stdout } = await world.poolferry('import users.csv --execute --json');

    expect(died.exitCode).toBe(1);
    expect(uploads()).toBe(1);
    expect(JSON.parse(stdout).counts).toMatchObject({ rows: 2, imported: 2 });
  });

  it('sends the rows that failed again with --retry, when the target was put right', async () => {
    squat('bob');
    await world.writeCsv('users.csv', [row('ann'), row('bob')]);
    const { runId } = JSON.parse((await world.poolferry('import users.csv --execute --json')).stdout);
    await world.sandbox.cognito.call('AdminDeleteUser', {
      UserPoolId: world.targetPoolId,
      Username: 'bob@example.com',
    });

    const { stdout } = await world.poolferry(`import users.csv --retry ${runId} --execute --json`);

    expect(JSON.parse(stdout).counts).toMatchObject({ rows: 2, imported: 1, alreadyThere: 1 });
  });

  it('says of rows that a job without a log left unproven what helps with a plain CSV', async () => {
    world.sandbox.faults.add({ kind: 'access-denied', operation: 'GetLogEvents' });
    await world.writeCsv('users.csv', [row('ann'), row('bob')]);

    const { stderr } = await world.poolferry('import users.csv --execute');

    expect(outcomesOf('users.csv').map(({ outcome, code }) => code ?? outcome)).toEqual(['name-taken', 'name-taken']);
    expect(stderr).not.toContain('--pairs');
  });

  it('is not cut off by a file that others change meanwhile', async () => {
    await world.writeCsv('users.csv', [row('ann'), row('bob')]);
    const file = join(world.directory, 'users.csv');
    const before = readFileSync(file, 'utf8');
    const { importJobsNamed } = world.sandbox.cognito.controls;
    // Another job is waited for, which is when the file changes; only then does that job come to its end.
    importJobsNamed.set('other', {
      importPendingMs: Number.POSITIVE_INFINITY,
      importPollsPerStatus: Number.POSITIVE_INFINITY,
    });
    await startOtherJob();
    const change = () => {
      if (importJobsNamed.delete('other')) writeFileSync(file, before.replaceAll('bob@', 'eve@'));
    };

    const run = await world.poolferry('import users.csv --execute --json', { onSleep: change });
    writeFileSync(file, before);
    const next = await world.poolferry('import users.csv --execute --json');

    expect(JSON.parse(run.stdout).error.code).toBe('import-file-changed');
    expect(JSON.parse(next.stdout).counts).toMatchObject({ imported: 2 });
  });

  it('has no part in the ledger, and says what that means', async () => {
    await world.writeConfig({ source: undefined });
    await world.writeCsv('users.csv', [row('ann')]);

    const { stderr } = await world.poolferry('import users.csv --execute');

    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('The ledger does not know these users,');
    expect(world.sandbox.requests.map(({ operation }) => operation)).not.toContain('UpdateItem');
  });

  it('refuses a file out of a package, of which only the whole knows whom the source disabled', async () => {
    await mkdir(join(world.directory, 'package'));
    await world.writeCsv('package/users-001.csv', [row('ann')]);
    await writeFile(join(world.directory, 'package', 'manifest.json'), '{}');

    const { exitCode, stdout } = await world.poolferry('import package/users-001.csv --execute --json');

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).error.code).toBe('part-of-package');
    expect(uploads()).toBe(0);
  });

  it('refuses rows that say whom they were, where a ledger keeps that', async () => {
    await world.writeConfig({ source: undefined });
    await world.writeCsv('users.csv', [row('ann', { 'custom:prev_sub_id': '1' })]);

    const { stdout } = await world.poolferry('import users.csv --execute --json');

    expect(JSON.parse(stdout).error.problems.join()).toContain('only the import of a package claims');
  });
});

describe('importing password hashes', () => {
  it.each(passwordHashingAlgorithms)('by %s lets people sign in with their password at once', async (algorithm) => {
    const hash = cheapHash[algorithm](password).replaceAll(',', '\\,');
    await world.writeCsv(
      'users.csv',
      [row('ann', { password_hash: hash }), row('bob')],
      [...world.header, 'password_hash'],
    );
    const { UserPoolClient } = await world.sandbox.cognito.call<{ UserPoolClient: { ClientId: string } }>(
      'CreateUserPoolClient',
      {
        UserPoolId: world.targetPoolId,
        ClientName: 'app',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      },
    );

    const run = await world.poolferry(`import users.csv --password-hashing-algorithm ${algorithm} --execute --json`);

    expect(JSON.parse(run.stdout).counts).toMatchObject({ rows: 2, imported: 2, failed: 0 });
    const signIn = (name: string) =>
      createCognitoClient({ region: 'eu-west-1' }).send(
        new InitiateAuthCommand({
          ClientId: UserPoolClient.ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: `${name}@example.com`, PASSWORD: password },
        }),
      );
    await expect(signIn('ann')).resolves.toHaveProperty('AuthenticationResult.AccessToken');
    await expect(signIn('bob')).rejects.toMatchObject({ name: 'PasswordResetRequiredException' });
  });

  it('writes no hash down but in failed.csv, which only its owner can read', async () => {
    const hash = cheapHash.BCRYPT(password);
    squat('bob');
    await world.writeCsv(
      'users.csv',
      [row('ann', { password_hash: hash }), row('bob', { password_hash: hash })],
      [...world.header, 'password_hash'],
    );

    const run = await world.poolferry('import users.csv --password-hashing-algorithm BCRYPT --execute --json');
    const refused = await world.poolferry('import users.csv --password-hashing-algorithm SCRYPT --execute --json');

    expect(JSON.parse(refused.stdout).error.problems).toHaveLength(2);
    const [, , , digest = ''] = hash.split('$');
    const failed = join(world.directory, 'users.csv.outcome', 'failed.csv');
    expect(readFileSync(failed, 'utf8')).toContain(digest);
    expect(statSync(failed).mode & 0o777).toBe(0o600);
    expect(await allTextBelow(world.directory)).not.toContain(digest);
    expect(run.transcript + refused.transcript).not.toContain(digest);
  });

  it('says so where the pool takes none, and imports nobody', async () => {
    world.sandbox.cognito.controls.poolsWithoutPasswordHashes.add(world.targetPoolId);
    await world.writeCsv(
      'users.csv',
      [row('ann', { password_hash: cheapHash.BCRYPT(password) })],
      [...world.header, 'password_hash'],
    );

    const { exitCode, stderr } = await world.poolferry(
      'import users.csv --password-hashing-algorithm BCRYPT --execute',
    );

    expect(exitCode).toBe(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'Only pools on the newer infrastructure of AWS take password hashes',
    );
  });

  it.each([
    ['package --password-hashing-algorithm BCRYPT', 'no-hashes-in-packages'],
    ['users.csv --password-hashing-algorithm bcrypt', 'bad-usage'],
  ])('is refused for "%s"', async (what, code) => {
    await mkdir(join(world.directory, 'package'));

    const { exitCode, stdout } = await world.poolferry(`import ${what} --json`);

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).error.code).toBe(code);
  });
});

/** Of another pool of the account; it is over after some polls. */
const startOtherJob = async () => {
  const { sandbox, targetPoolId } = world;
  const { UserImportJob } = await sandbox.cognito.call<{ UserImportJob: { JobId: string; PreSignedUrl: string } }>(
    'CreateUserImportJob',
    {
      UserPoolId: targetPoolId,
      JobName: 'other',
      CloudWatchLogsRoleArn: `arn:aws:iam::${sandbox.accountId}:role/import-logs`,
    },
  );
  await fetch(UserImportJob.PreSignedUrl, {
    method: 'PUT',
    body: `${world.header.join(',')}\n`,
    headers: { 'x-amz-server-side-encryption': 'aws:kms' },
  });
  await sandbox.cognito.call('StartUserImportJob', { UserPoolId: targetPoolId, JobId: UserImportJob.JobId });
};

const from = (firstLine: string, stderr: string) => {
  const lines = stderr.split('\n');
  const at = lines.findIndex((line) => line.startsWith(firstLine));
  expect(at).toBeGreaterThanOrEqual(0);
  return lines
    .slice(at)
    .filter((line) => !line.includes('AWS_ENDPOINT_URL'))
    .join('\n');
};
