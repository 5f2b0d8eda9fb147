import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import type { Clock } from '../../core/flow/clock.ts';
import type { Fault } from '../../sandbox/faults/fault.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { exportCommand } from '../../scripts/commands/export.ts';
import { runsCommand } from '../../scripts/commands/runs.ts';
import { createLocalRunStore } from '../../scripts/files/local-run-store.ts';
import { beforeRequest } from '../support/before-request.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const ledgerTable = 'ledger';

let sandbox: Sandbox;
let config: object;
let subs: readonly string[];
let directory: string;

const createPool = async (request: object) => {
  const { UserPool } = await sandbox.cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', request);
  return UserPool.Id;
};

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'export troubles', dynamodb: 'auto' });
  const source = await createPool({ PoolName: 'old', AutoVerifiedAttributes: ['email'] });
  const target = await createPool({
    PoolName: 'new',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
  });
  subs = Array.from({ length: 150 }, (_, n) => {
    const attributes = { email: `user${n}@example.com`, email_verified: 'true' };
    return sandbox.cognito.seedUser(source, { username: `user${n}`, attributes }).sub;
  });
  await sandbox.callDynamoDb('CreateTable', {
    TableName: ledgerTable,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  config = {
    source: { userPoolId: source },
    target: { userPoolId: target },
    ledger: { tableName: ledgerTable },
  };
});
afterAll(() => sandbox.close());

beforeEach(async () => {
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);
  directory = await makeTemporaryDirectory();
  await writeFile(join(directory, 'poolferry.config.json'), JSON.stringify(config));
});
afterEach(() => {
  sandbox.faults.clear();
  vi.unstubAllEnvs();
});

const run = async (argv: string, clock?: Clock) => {
  const outcome = await runCommandLine({
    argv: argv.split(' '),
    commands: [exportCommand, runsCommand],
    workingDirectory: directory,
    ...(clock === undefined ? {} : { clock }),
  });
  return { ...outcome, said: outcome.stderr.replace(/\s+/g, ' ') };
};
const listRequests = () => sandbox.requests.filter(({ operation }) => operation === 'ListUsers').length;
const packageOf = (name: string) => {
  const files = readdirSync(join(directory, name)).sort();
  return files.map((file) => [file, readFileSync(join(directory, name, file), 'utf8')]);
};

describe('poolferry export, when AWS makes trouble', () => {
  it('writes the same package through throttling, lost calls and tokens that went stale', async () => {
    expect((await run('export --out calm')).exitCode).toBe(0);
    sandbox.faults.add({ kind: 'throttle', operation: 'GetCSVHeader', times: 3 });
    sandbox.faults.add({ kind: 'throttle', operation: 'ListUsers', times: 4 });
    const throttled = await run('export --out throttled');
    expect(throttled.exitCode).toBe(0);
    expect(throttled.said).not.toMatch(/\((20|50|90) %\); AWS asks for fewer/);
    beforeRequest(sandbox, 'ListUsers', 3, () => sandbox.clock.advanceMs(3_600_001));
    const before = listRequests();
    expect((await run('export --out stale')).exitCode).toBe(0);
    // Two pages and a token that had expired, then all three from the first on.
    expect(listRequests() - before).toBe(2 + 1 + 3);
    sandbox.faults.add({ kind: 'internal-error', applied: true, operation: 'ListUsers', skip: 1, times: 2 });
    sandbox.faults.add({ kind: 'cut-off', operation: 'ListUsers', skip: 1, times: 3 });
    expect((await run('export --out lost')).exitCode).toBe(0);

    for (const name of ['throttled', 'stale', 'lost']) expect(packageOf(name), name).toEqual(packageOf('calm'));
  });

  it.each<[string, Fault, RegExp]>([
    [
      'credentials that expire half way',
      { kind: 'expired-token', operation: 'ListUsers', skip: 1 },
      /Could not list the users of pool .*Renew them and run the same command again/,
    ],
    [
      'a right that is missing',
      { kind: 'access-denied', operation: 'ListUsers' },
      /Allow these credentials the action cognito-idp:ListUsers/,
    ],
    [
      'a right to read the import columns that is missing',
      { kind: 'access-denied', operation: 'GetCSVHeader' },
      /Allow these credentials the action cognito-idp:GetCSVHeader/,
    ],
    [
      'credentials that the token service refuses',
      { kind: 'access-denied', operation: 'GetCallerIdentity' },
      /Could not ask whose credentials these are.*sts:GetCallerIdentity/,
    ],
  ])('says what to do about %s, and leaves nothing behind', async (_what, fault, said) => {
    sandbox.faults.add(fault);

    const outcome = await run('export --out package');

    expect(outcome.exitCode).toBe(1);
    expect(outcome.said).toMatch(said);
    expect(outcome.said).not.toContain('no identity-based policy');
    expect(readdirSync(directory).filter((name) => name !== '.poolferry')).toEqual(['poolferry.config.json']);
    if (existsSync(join(directory, '.poolferry'))) {
      expect(readdirSync(join(directory, '.poolferry'))).toEqual(['.gitignore']);
    }
  });

  it.each(['expired-token', 'invalid-token', 'access-denied'] as const)(
    'continues after %s where it stood, says so, and ends with the same package and nothing else',
    async (kind) => {
      await run('export --out calm --serial');
      sandbox.faults.add({ kind, operation: 'ListUsers', skip: 2 });
      const stopped = await run('export --out package --serial');
      expect(stopped.exitCode).toBe(1);
      expect((await run('runs')).stdout).toContain('unfinished');
      sandbox.faults.clear();
      const before = listRequests();

      const continued = await run('export --out package --serial');

      expect(continued.exitCode).toBe(0);
      expect(continued.said).toMatch(/An export that began .* ago continues/);
      expect(listRequests() - before).toBe(1);
      expect(packageOf('package')).toEqual(packageOf('calm'));
      expect(readdirSync(join(directory, '.poolferry'))).toEqual(['.gitignore']);
    },
  );

  it('lists everybody anew, and says so, where what it had kept to continue is damaged', async () => {
    await run('export --out calm --serial');
    sandbox.faults.add({ kind: 'expired-token', operation: 'ListUsers', skip: 2 });
    await run('export --out package --serial');
    sandbox.faults.clear();
    const [kept = ''] = readdirSync(join(directory, '.poolferry')).filter((name) => name.startsWith('export-'));
    const [name = ''] = readdirSync(join(directory, '.poolferry', kept)).filter((each) => each.includes('checkpoint'));
    const path = join(directory, '.poolferry', kept, name);
    await writeFile(path, readFileSync(path, 'utf8').replace('"isDone":false', '"isDone":true'));

    const { exitCode, said } = await run('export --out package --serial');

    expect(said).toContain('is damaged: everybody is listed anew');
    expect(exitCode).toBe(0);
    expect(packageOf('package')).toEqual(packageOf('calm'));
  });

  it('says what went wrong first, also where what it leaves cannot be put in order then', async () => {
    sandbox.faults.add({ kind: 'access-denied', operation: 'ListUsers' });
    beforeRequest(sandbox, 'ListUsers', 1, () => rmSync(join(directory, '.poolferry'), { recursive: true }));

    const { exitCode, said } = await run('export --out package');

    expect(exitCode).toBe(1);
    expect(said).toContain('Allow these credentials the action cognito-idp:ListUsers');
  });

  it('keeps what it lists for its owner alone, and forgets it on request', async () => {
    sandbox.faults.add({ kind: 'expired-token', operation: 'ListUsers', skip: 2 });
    await run('export --out package --serial');
    sandbox.faults.clear();
    const [kept = ''] = readdirSync(join(directory, '.poolferry')).filter((name) => name.startsWith('export-'));
    const modeOf = (...path: string[]) => (statSync(join(directory, '.poolferry', ...path)).mode & 0o777).toString(8);
    expect(modeOf(kept)).toBe('700');
    for (const name of readdirSync(join(directory, '.poolferry', kept))) expect(modeOf(kept, name), name).toBe('600');
    const before = listRequests();

    const { said } = await run('export --out package --serial --restart');

    expect(said).not.toContain('continues');
    expect(listRequests() - before).toBe(3);
  });

  it('says that the disk is full where it keeps what it lists, and goes on when it is not', async () => {
    const handle = await open(join(directory, 'any'), 'w');
    await handle.close();
    const full = Object.assign(new Error('canary'), { code: 'ENOSPC', syscall: 'write' });
    vi.spyOn(Object.getPrototypeOf(handle), 'write').mockRejectedValueOnce(full);

    const { exitCode, said } = await run('export --out package');

    expect(exitCode).toBe(1);
    expect(said).toMatch(/Cannot keep what was listed: the disk is full \(ENOSPC\).*--state-dir/);
    expect(readdirSync(directory)).not.toContain('package');
    expect((await run('export --out package')).exitCode).toBe(0);
  });

  it('says where it keeps what it lists, and how to keep it elsewhere, where it may not keep anything there', async () => {
    await writeFile(join(directory, 'file'), '');
    const { exitCode, said } = await run('export --out package --state-dir file/state');
    expect(exitCode).toBe(1);
    expect(said).toMatch(/Cannot keep what was listed: .* is not a directory \(ENOTDIR\).*--state-dir/);
  });

  it('marks a part of the pool as a part, loudly', async () => {
    const some = await run('export --out some --limit 70 --json');
    expect(JSON.parse(some.stdout)).toMatchObject({ complete: false, counts: { listed: 70 } });
    expect(some.said).toContain('This is a part of the pool.');

    const one = await runCommandLine({
      argv: ['export', '--out', 'one', '--filter', 'username = "user7"', '--json'],
      commands: [exportCommand],
      workingDirectory: directory,
    });
    expect(JSON.parse(one.stdout)).toMatchObject({ complete: false, counts: { listed: 1 } });
    expect((await run('export --out none --limit 0')).exitCode).toBe(2);
  });

  it.each(['custom:plan = "canary"', 'email == "canary"', 'canary'])(
    'says that it is the filter that ListUsers does not take: %s',
    async (filter) => {
      const outcome = await runCommandLine({
        argv: ['export', '--out', 'one', '--filter', filter],
        commands: [exportCommand],
        workingDirectory: directory,
      });
      const said = outcome.stderr.replace(/\s+/g, ' ').split('Error: ')[1];
      expect(outcome.exitCode).toBe(2);
      expect(said).toMatch(/does not take what --filter says\..*email \^= /);
      expect(said).not.toContain('canary');
      expect(readdirSync(join(directory, '.poolferry'))).toEqual(['.gitignore']);
    },
  );

  it('leaves out whom an import that is kept here proved to have crossed, also without a ledger', async () => {
    const withoutLedger = { ...config, ledger: undefined };
    await writeFile(join(directory, 'poolferry.config.json'), JSON.stringify(withoutLedger));
    const { source, target } = config as { source: { userPoolId: string }; target: { userPoolId: string } };
    const store = createLocalRunStore({
      stateDirectory: join(directory, '.poolferry'),
      hostName: 'laptop',
      processId: 4242,
      isProcessAlive: () => false,
      clock: createSimulatedClock(),
      breakLock: false,
    });
    for (const sourceUserPoolId of [source.userPoolId, 'eu-west-1_Another']) {
      const imported = await store.open(
        {
          command: 'import',
          sourceUserPoolId,
          targetUserPoolId: target.userPoolId,
          inputHashes: {},
          options: {},
        },
        'report',
      );
      const [first, second, third] = subs;
      const other = sourceUserPoolId === source.userPoolId ? first : third;
      const outcomes = [
        { sub: other, username: 'x', outcome: 'imported', newSub: 'new', newUsername: 'x' },
        { sub: second, username: 'y', outcome: 'failed', code: 'rejected-by-cognito' },
      ];
      await imported.journal('import').append([{ type: 'outcomes', rows: outcomes }]);
      await imported.close();
    }

    const { stdout, said } = await run('export --out rest --only-missing --json');

    expect(said).toContain('only imports that are kept here tell who has crossed');
    expect(JSON.parse(stdout)).toMatchObject({ counts: { listed: 150, exported: 149, alreadyCrossed: 1 } });
    expect(readFileSync(join(directory, 'rest', 'users.jsonl'), 'utf8')).not.toContain(subs[0]);
  });

  it('reads second factors no faster than the quota that sign-ins need too allows', async () => {
    const clock = createSimulatedClock();
    const outcome = await run('export --out package --mfa check', clock);

    expect(outcome.exitCode).toBe(0);
    expect(outcome.said).toContain('monthly active user of the source, which is billed');
    // 150 users at 40 a second, and 3 pages at 20 a second.
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(3_725);
  });

  it('vouches for the users of a list, whatever its line ends and comments, and for no others', async () => {
    await writeFile(join(directory, 'list.txt'), `\ufeff# checked by hand\r\n\r\n  ${subs[1]} \r\nnobody\r\n`);

    const { stdout } = await run('export --out package --json --mark-verified-list list.txt');

    expect(JSON.parse(stdout)).toMatchObject({ markedVerified: 0, markedUnknown: ['nobody'] });
    expect((await run('export --out other --mark-verified-list none.txt')).said).toContain('Cannot read "none.txt"');
    const both = await run('export --out other --mark-all-verified --mark-verified-list list.txt');
    expect(both).toMatchObject({ exitCode: 2 });
    expect(both.said).toContain('exclude each other');
  });

  it('leaves out whom the ledger knows to have crossed, not those who only began, and counts them', async () => {
    const ledger = createLedger({ client: createLedgerClient({}), tableName: ledgerTable });
    const loginHash = 'a'.repeat(64);
    for (const previousSub of subs.slice(0, 5)) {
      await ledger.claim({ previousSub, previousUsername: 'x', loginHash, claimedBy: 'trigger', claimedAtMs: 1 });
    }
    for (const previousSub of subs.slice(0, 3)) {
      await ledger.bind({ previousSub, loginHash, newSub: `new ${previousSub}`, newUsername: 'x', boundAtMs: 2 });
    }

    const { stdout, exitCode } = await run('export --out rest --only-missing --json');

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      counts: { listed: 150, exported: 147, rejected: 0, alreadyCrossed: 3 },
    });
    const exported = readFileSync(join(directory, 'rest', 'users.jsonl'), 'utf8');
    expect(subs.filter((sub) => !exported.includes(sub))).toEqual(subs.slice(0, 3));
  });
});
