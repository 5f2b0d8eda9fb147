import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PUBLIC_OPERATIONS } from '../../sandbox/http/public-operations.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import type { LiveReport } from '../live/live-report.ts';
import { POOL_PREFIX, POOL_TAG } from '../live/live-run.ts';
import { NOT_LIVE } from '../live/not-live.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { unhurry } from '../support/unhurry.ts';

let sandbox: Sandbox;
let directory: string;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 'rehearsal', dynamodb: 'none' });
  // Jobs wait until they are looked at, and take so long that one can be stopped half way, however slow this machine is.
  unhurry(sandbox, { importInProgressMs: 60_000 });
  directory = await makeTemporaryDirectory();
});
afterEach(() => sandbox.close());

const ACCOUNT = { POOLFERRY_LIVE_ACCOUNT_ID: '111122223333', POOLFERRY_LIVE_REGION: 'eu-west-1' };
const LOGS_ROLE = { POOLFERRY_LIVE_LOGS_ROLE_ARN: 'arn:aws:iam::111122223333:role/import-logs' };

const PAGE = new URL('../../docs/live.md', import.meta.url);

/** The kit as an operator runs it, with the sandbox where AWS would be. */
const startKit = (environment: Readonly<Record<string, string>>, args: readonly string[] = []): ChildProcess =>
  spawn(process.execPath, [fileURLToPath(new URL('../live/run-live.ts', import.meta.url)), ...args], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory, ...sandbox.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const ending = async (kit: ChildProcess) => {
  let output = '';
  for (const stream of [kit.stdout, kit.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise<number | null>((resolve) => kit.on('close', resolve));
  return { code, output };
};

const reportIn = (): LiveReport => JSON.parse(readFileSync(join(directory, 'live-report.json'), 'utf8'));

const poolNames = async (): Promise<string[]> => {
  const { UserPools } = await sandbox.engine.call<{ UserPools: { Name: string }[] }>('ListUserPools', {
    MaxResults: 60,
  });
  return UserPools.map(({ Name }) => Name);
};

/** The actions that docs/live.md tells an operator to allow. */
const allowedActions = (): string[] => {
  const [, policy = ''] = /```json\n(.*?)```/s.exec(readFileSync(PAGE, 'utf8')) ?? [];
  const { Statement }: { Statement: { Action: string | string[] }[] } = JSON.parse(policy);
  return Statement.flatMap(({ Action }) => Action);
};

/** Of tags and roles within other requests, which are no requests of their own. */
const IMPLIED = ['cognito-idp:TagResource', 'iam:PassRole'];

const signedActions = (): Set<string> => {
  const signed = sandbox.requests.filter(
    ({ service, operation }) => service !== 's3' && !(service === 'cognito-idp' && PUBLIC_OPERATIONS.has(operation)),
  );
  return new Set(signed.map(({ service, operation }) => `${service}:${operation}`));
};

describe('a live run against the sandbox', () => {
  it('finds that the sandbox does what it says it does, with the rights that are told, and leaves nothing behind', async () => {
    const { code, output } = await ending(startKit({ ...ACCOUNT, ...LOGS_ROLE }));
    const report = reportIn();
    const asked = report.questions.filter(({ verdict }) => verdict !== 'not asked');
    const notAsked = report.questions.filter(({ verdict }) => verdict === 'not asked');

    const unlike = report.questions.filter(({ verdict }) => verdict === 'different' || verdict === 'failed');
    expect(unlike).toEqual([]);
    expect(report.contract.failed).toEqual([]);
    expect(report.contract.passed).toBeGreaterThan(300);
    const leftOut = report.contract.notRun.map(({ test }) => test);
    const stale = NOT_LIVE.filter(
      ({ file, title = '' }) => !leftOut.some((test) => test.startsWith(file) && test.includes(title)),
    );
    expect(stale).toEqual([]);
    const counted = `asks ${asked.length} questions, and reports ${notAsked.length} as not asked`;
    expect(readFileSync(PAGE, 'utf8').replace(/\s+/g, ' ')).toContain(counted);
    const titles = report.questions.map(({ question }) => question);
    expect(titles.every((question) => question.startsWith('a live run settles'))).toBe(true);
    expect(titles).toEqual([...new Set(titles)]);
    expect([...signedActions(), ...IMPLIED].sort()).toEqual(allowedActions().sort());
    expect(report).toMatchObject({ accountId: '111122223333', endpoint: sandbox.url, pools: { left: [] } });
    expect(report.pools.created).toBeGreaterThan(50);
    expect(await poolNames()).toEqual([]);
    expect(sandbox.cognito.outbox).toEqual([]);
    expect(output).toContain(`${sandbox.url}, which is not AWS`);
    expect(code).toBe(0);
  });

  it('asks nothing about import jobs without a role for their logs, and says why', async () => {
    const { code } = await ending(startKit(ACCOUNT, ['--only', 'import']));
    const report = reportIn();

    const about = report.questions.filter(({ question }) => question.includes('line numbers'));
    expect(about).toEqual([
      expect.objectContaining({ verdict: 'not asked', reason: 'needs POOLFERRY_LIVE_LOGS_ROLE_ARN' }),
    ]);
    expect(report.contract.notRun.map(({ reason }) => reason)).toContain('needs POOLFERRY_LIVE_LOGS_ROLE_ARN');
    expect(sandbox.requests.some(({ operation }) => operation === 'StartUserImportJob')).toBe(false);
    expect(code).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('removes its pools when %s ends it', async (signal) => {
    const kit = startKit({ ...ACCOUNT, ...LOGS_ROLE }, ['--only', 'sign-in-names']);
    const ended = ending(kit);
    while ((await poolNames()).length < 3) await new Promise((resolve) => setTimeout(resolve, 20));

    kit.kill(signal);
    const { code } = await ended;

    expect(code).toBe(130);
    expect(await poolNames()).toEqual([]);
    expect(reportIn().pools.left).toEqual([]);
  });

  it('reports what the account does otherwise', async () => {
    // As if AWS hid unconfirmed users from everybody.
    sandbox.faults.add({ kind: 'wrong-region', operation: 'SignUp' });

    const { code, output } = await ending(startKit(ACCOUNT, ['--only', 'sign-in.']));

    expect(code).toBe(3);
    expect(reportIn().questions).toContainEqual(
      expect.objectContaining({ question: expect.stringContaining('unconfirmed users'), verdict: 'failed' }),
    );
    expect(output).toContain('failed');
    expect(await poolNames()).toEqual([]);
  });
});

describe('--sweep', () => {
  it('removes pools with our name and tag, and no other', async () => {
    const make = (PoolName: string, UserPoolTags: object = {}) =>
      sandbox.engine.call('CreateUserPool', { PoolName, UserPoolTags });
    await make(`${POOL_PREFIX}dead-contract`, { [POOL_TAG]: 'dead' });
    await make(`${POOL_PREFIX}untagged`);
    await make('production', { [POOL_TAG]: 'copied by mistake' });
    await sandbox.engine.call('CreateUserPool', {
      PoolName: `${POOL_PREFIX}protected`,
      UserPoolTags: { [POOL_TAG]: 'dead' },
      DeletionProtection: 'ACTIVE',
    });

    const { code, output } = await ending(startKit(ACCOUNT, ['--sweep']));

    expect(output).toContain('2 pools of earlier runs removed, 0 left behind.');
    expect((await poolNames()).sort()).toEqual([`${POOL_PREFIX}untagged`, 'production'].sort());
    expect(code).toBe(0);
  });
});

describe('a live run', () => {
  it('is refused when the credentials are of another account, before anything is made', async () => {
    const { code, output } = await ending(startKit({ ...ACCOUNT, POOLFERRY_LIVE_ACCOUNT_ID: '999999999999' }));

    expect(code).toBe(2);
    expect(output).toContain('The credentials are those of account 111122223333, not of 999999999999.');
    expect(sandbox.requests.map(({ operation }) => operation)).toEqual(['GetCallerIdentity']);
  });

  it('is refused when nobody can tell whose the credentials are', async () => {
    sandbox.faults.add({ kind: 'expired-token', service: 'sts' });

    const { code, output } = await ending(startKit({ ...ACCOUNT, AWS_CONFIG_FILE: devNull }));

    expect(code).toBe(2);
    expect(output).toContain('cannot be told: ExpiredToken');
  });
});
