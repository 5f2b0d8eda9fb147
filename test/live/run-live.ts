/**
 * `npm run test:live`: the contract tests and the open questions, against a real account. Exit codes: 0 as the sandbox
 * has it, 3 finished but with differences, failures or leftovers, 2 usage or refused, 1 failed, 130 interrupted.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { makeReport, reportLines } from './live-report.ts';
import { type LiveRun, liveEnvironment, readJournal } from './live-run.ts';
import { type LiveSettings, parseLiveSettings, USAGE } from './live-settings.ts';
import { findLeftovers, removePools } from './remove-pools.ts';

const PACE_MS = 200;

const say = (text: string) => void process.stderr.write(`${text}\n`);

/** Set by Ctrl-C and its kin: the tests end, and cleaning up begins. */
let isInterrupted = false;
let tests: ChildProcess | undefined;
/** With the workers that do the calling. */
const endTests = (): void => {
  if (tests?.pid === undefined || tests.exitCode !== null) return;
  try {
    process.kill(-tests.pid, 'SIGTERM');
  } catch {
    // They have ended by themselves.
  }
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!isInterrupted) say('Interrupted: removing the pools of this run first.');
    isInterrupted = true;
    endTests();
  });
}

const endpointOverride = (): string | null =>
  process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ?? process.env.AWS_ENDPOINT_URL ?? null;

const isLoopback = (url: string | null): boolean =>
  url !== null && /^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(`${url}/`);

/** Why these credentials are not for this run. */
const accountProblem = async ({ accountId, region }: LiveSettings): Promise<string | undefined> => {
  const client = new STSClient({ region });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    return Account === accountId ? undefined : `The credentials are those of account ${Account}, not of ${accountId}.`;
  } catch (error) {
    return `Who the credentials belong to cannot be told: ${(error as Error).name}.`;
  } finally {
    client.destroy();
  }
};

const makeRun = (settings: LiveSettings): LiveRun => {
  const runId = randomBytes(4).toString('hex');
  const directory = resolve('.poolferry-live', runId);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { accountId, region, logsRoleArn } = settings;
  const paceMs = isLoopback(endpointOverride()) ? 0 : PACE_MS;
  const run: LiveRun = { runId, accountId, region, logsRoleArn, paceMs, directory };
  writeFileSync(join(directory, 'run.json'), JSON.stringify(run));
  return run;
};

const runTests = (run: LiveRun, only: string | null, results: string): Promise<void> =>
  new Promise((ended, reject) => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const config = fileURLToPath(new URL('./vitest.config.ts', import.meta.url));
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${results}`];
    const files = only === null ? [] : [`test/contract/${only}`];
    tests = spawn(process.execPath, [vitest, 'run', '--config', config, ...reporters, ...files], {
      cwd: root,
      env: { ...process.env, ...liveEnvironment(run), AWS_REGION: run.region },
      stdio: ['ignore', 2, 2],
      // Ctrl-C reaches this process alone, which then ends the tests.
      detached: true,
    });
    tests.on('error', reject);
    tests.on('close', () => ended());
  });

const clean = async (run: LiveRun, client: CognitoIdentityProviderClient): Promise<string[]> => {
  const open = new Set<string>();
  for (const entry of readJournal(run, 'pools')) {
    if ('created' in entry) open.add(entry.created);
    else open.delete(entry.removed);
  }
  // A pool of which nobody heard back stands in no journal.
  for (const id of await findLeftovers(client, run.runId)) open.add(id);
  return removePools(client, [...open]);
};

const sweep = async (client: CognitoIdentityProviderClient): Promise<number> => {
  const found = await findLeftovers(client);
  const left = await removePools(client, found);
  say(`${found.length - left.length} pools of earlier runs removed, ${left.length} left behind.`);
  for (const id of left) say(`  left ${id}`);
  return left.length === 0 ? 0 : 3;
};

const askAws = async (settings: LiveSettings, client: CognitoIdentityProviderClient): Promise<number> => {
  const startedAt = new Date().toISOString();
  const run = makeRun(settings);
  const endpoint = endpointOverride();
  const results = join(run.directory, 'results.json');
  say(
    `Run ${run.runId}: makes up to 350 user pools with a handful of users each, one after the other, and removes them.`,
  );
  say('Users who sign in count as monthly active users of the account. No e-mail and no text message is sent.');
  let left: string[] = [];
  try {
    if (!isInterrupted) await runTests(run, settings.only, results);
  } finally {
    left = await clean(run, client);
  }
  const report = makeReport(run, { endpoint, startedAt, left, results });
  writeFileSync(settings.report, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${reportLines(report).join('\n')}\n\n${settings.report} holds the same as JSON.\n`);
  if (isInterrupted) return 130;
  const differs = report.questions.some(({ verdict }) => verdict === 'different' || verdict === 'failed');
  return differs || report.contract.failed.length > 0 || left.length > 0 ? 3 : 0;
};

const live = async (): Promise<number> => {
  const settings = parseLiveSettings(process.argv.slice(2), process.env);
  if (typeof settings === 'string') {
    say(`${settings}\n\n${USAGE}`);
    return 2;
  }
  const endpoint = endpointOverride();
  say(`Account ${settings.accountId}, Region ${settings.region}${endpoint === null ? '' : `, endpoint ${endpoint}`}`);
  const problem = await accountProblem(settings);
  if (problem !== undefined) {
    say(problem);
    return 2;
  }
  const client = new CognitoIdentityProviderClient({ region: settings.region, maxAttempts: 8 });
  return settings.sweep ? sweep(client) : askAws(settings, client);
};

process.exitCode = await live().catch((error: Error) => {
  say(`${error.name}: ${error.message}`);
  return 1;
});
