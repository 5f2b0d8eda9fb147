import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { startChildScript } from '../support/run-child-script.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'many', dynamodb: 'none' });
});
afterAll(() => sandbox.close());
afterEach(() => {
  vi.unstubAllEnvs();
});

const rows = 600_000;
/** Their names are taken in the target before the import; those of others while the last job begins. */
const takenBefore = 60;
const takenMeanwhile = 40;

const emailOf = (n: number) => `user${n}@example.com`;
const verified = (n: number) => ({ email: emailOf(n), email_verified: 'true' });

it('imports 600,000 rows as two parts after a canary, one job at a time, and accounts for each of them', {
  timeout: 7_200_000,
}, async () => {
  const { cognito } = sandbox;
  // A call that takes too many rows keeps the others waiting for longer than clients do.
  cognito.controls.importRowsPerCall = 5_000;
  const directory = await makeTemporaryDirectory();
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);
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
  await writeFile(
    join(directory, 'poolferry.config.json'),
    JSON.stringify({
      source: { userPoolId: source },
      target: { userPoolId: target },
      users: { previousSub: 'custom:prev_sub_id' },
      import: { logsRoleArn: `arn:aws:iam::${sandbox.accountId}:role/import-logs` },
    }),
  );
  cognito.seedUsers(
    source,
    Iterator.from({
      *[Symbol.iterator]() {
        for (let n = 0; n < rows; n += 1) yield { username: `user${n}`, attributes: verified(n) };
      },
    }),
  );
  const poolferry = async (command: string) => {
    const { code, stdout, stderr } = await startChildScript('measure-import.ts', [command], directory).ended;
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout);
  };
  const exported = await poolferry('export --out package --json');
  expect(exported.document).toMatchObject({ counts: { exported: rows } });
  const take = (from: number, count: number) => {
    for (let n = from; n < from + count; n += 1) {
      cognito.seedUser(target, { username: emailOf(n), attributes: verified(n) });
    }
  };
  take(0, takenBefore);
  let starts = 0;
  sandbox.faults.add({
    kind: 'throttle',
    operation: 'StartUserImportJob',
    when() {
      starts += 1;
      if (starts === 3) take(takenBefore, takenMeanwhile);
      return false;
    },
  });

  const { exitCode, document, elapsedMs, maxRssBytes } = await poolferry('import package --execute --json');

  expect(exitCode, JSON.stringify(document.error)).toBe(3);
  const { counts, jobs, alarm, warnings } = document;
  expect(warnings).toEqual([]);
  expect(alarm).toEqual({ strangers: [], unexplainedImports: 0 });
  const sizes = jobs.map((job: { rows: number }) => job.rows);
  expect(sizes).toHaveLength(3);
  expect(sizes[0]).toBe(50);
  expect(sizes.reduce((sum: number, size: number) => sum + size)).toBe(rows - takenBefore);
  const skipped = jobs.reduce((sum: number, job: { skippedUsers: number }) => sum + job.skippedUsers, 0);
  expect(counts).toEqual({
    rows,
    imported: rows - takenBefore - skipped,
    alreadyThere: 0,
    failed: takenBefore + skipped,
    failedByCode: { squatted: takenBefore + skipped },
  });
  process.stdout.write(
    `${rows} rows in ${Math.round(elapsedMs / 1000)} s, at most ${Math.round(maxRssBytes / 1e6)} MB; jobs of ${sizes.join(', ')} rows\n`,
  );
});
