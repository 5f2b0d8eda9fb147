import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pMap from 'p-map';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createImportSite,
  emailOf,
  expectRowsAccountedFor,
  type ImportSandbox,
  type ImportSite,
  startRealTimeSandbox,
} from '../support/import-site.ts';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Two at a time, each in an account of its own: one account has one active job. */
const accounts: ImportSandbox[] = [];
beforeAll(async () => {
  for (const seed of ['one', 'other']) accounts.push(await startRealTimeSandbox(seed));
});
afterAll(() => Promise.all(accounts.map(({ sandbox }) => sandbox.close())));
afterEach(() => {
  vi.unstubAllEnvs();
});

const size = 4;
/** One is disabled in the source; the name of another is taken in the target. */
const disabled = [2];
const taken = 3;

/** Runs the real command line; `killAt` 0 lets it live. */
const importIn = (site: ImportSite, killAt = 0) =>
  new Promise<{ signal: string | null; code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        ...['--import', pathOf('../support/mortal-process.ts'), pathOf('../../scripts/cli.ts')],
        ...['import', 'package', '--execute', '--json', '--quiet'],
      ],
      {
        cwd: site.directory,
        env: {
          PATH: process.env.PATH,
          ...site.sandbox.environment,
          // Starting the program is most of the time this takes.
          NODE_COMPILE_CACHE: join(tmpdir(), 'poolferry-compile-cache'),
          KILL_AT: String(killAt),
          POINTS_FILE: join(site.directory, 'points.json'),
        },
      },
    );
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (text) => {
      said.stdout += text;
    });
    child.stderr.on('data', (text) => {
      said.stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...said }));
  });

/** As before the first import: nobody in the target but whoever took a name, no claims, nothing kept. */
const startOver = async (site: ImportSite) => {
  const { engine } = site.sandbox;
  for (const { username } of engine.snapshot(site.target).users) {
    await engine.call('AdminDeleteUser', { UserPoolId: site.target, Username: username });
  }
  for (const sub of site.subs.values()) {
    const Key = { pk: { S: `user#${sub}` } };
    await site.sandbox.callDynamoDb('DeleteItem', { TableName: site.ledgerTable, Key });
  }
  for (const name of ['.poolferry', 'package.outcome']) {
    await rm(join(site.directory, name), { recursive: true, force: true });
  }
  site.squat(taken);
};

const endOf = async (site: ImportSite, stdout: string) => {
  const { counts, outcomes } = await expectRowsAccountedFor(site, stdout);
  const { users } = site.sandbox.engine.snapshot(site.target);
  return {
    counts,
    outcomes: outcomes.map(({ username, outcome, code }) => [username, outcome, code]),
    enabled: users.flatMap(({ enabled, attributes }) => (enabled ? [attributes.email] : [])).sort(),
  };
};

describe('an import that is killed (kill -9)', () => {
  it('at every request and every write comes to the same end when it is run again, with nobody twice', {
    timeout: 7_200_000,
  }, async () => {
    const sites: ImportSite[] = [];
    for (const account of accounts) {
      for (const [name, value] of Object.entries(account.sandbox.environment)) vi.stubEnv(name, value);
      sites.push(await createImportSite(account, { size, disabled, exportFlags: ' --include-disabled' }));
    }
    const ends = [];
    for (const site of sites) {
      await startOver(site);
      const { code, stdout, stderr } = await importIn(site);
      expect(code, stderr).toBe(3);
      ends.push(await endOf(site, stdout));
    }
    const [calm] = ends;
    expect(ends[1]?.counts).toEqual(calm?.counts);
    expect(calm).toMatchObject({
      counts: { rows: size, imported: size - 1, failedByCode: { squatted: 1 } },
      enabled: [1, 3, 4].map(emailOf),
    });
    const { requests, writes, renamings, points } = JSON.parse(
      readFileSync(join(sites[0]?.directory ?? '', 'points.json'), 'utf8'),
    );
    // So that no request and no write is left out of the sweep.
    expect(points).toBe(2 * requests + 3 * writes + 2 * renamings);

    let killed = 0;
    const sweep = async (killAt: number) => {
      const site = sites.pop() as ImportSite;
      await startOver(site);
      const first = await importIn(site, killAt);
      // How often a job is asked for depends on how long it takes, so that one run has a few points more or less than another.
      if (first.signal === 'SIGKILL') killed += 1;

      const next = first.signal === 'SIGKILL' ? await importIn(site) : first;

      expect(next.code, `point ${killAt} of ${points}: ${next.stderr}`).toBe(3);
      const end = await endOf(site, next.stdout);
      expect(end.counts, `point ${killAt} of ${points}`).toEqual(calm?.counts);
      expect(end.enabled, `point ${killAt} of ${points}`).toEqual(calm?.enabled);
      expect(end.outcomes.sort(), `point ${killAt} of ${points}`).toEqual(calm?.outcomes.sort());
      sites.push(site);
    };
    await pMap(
      Array.from({ length: points }, (_, at) => at + 1),
      sweep,
      { concurrency: accounts.length },
    );
    expect(killed).toBeGreaterThan(points * 0.9);
    process.stdout.write(
      `import killed at ${killed} points of ${points}: around ${requests} requests and in ${writes} writes and ${renamings} renamings\n`,
    );
  });
});
