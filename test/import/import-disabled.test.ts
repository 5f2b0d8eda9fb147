import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createImportSite,
  emailOf,
  expectRowsAccountedFor,
  type ImportSandbox,
  type ImportSite,
  people,
  startImportSandbox,
} from '../support/import-site.ts';
import { createImportWorld } from '../support/import-world.ts';
import { buildUser } from '../support/user-builders.ts';

let world: ImportSandbox;
beforeAll(async () => {
  world = await startImportSandbox();
});
afterAll(() => world.sandbox.close());
afterEach(() => {
  vi.unstubAllEnvs();
});

const disabled = [2, 5, 9];

const createSite = async (): Promise<ImportSite> => {
  for (const [name, value] of Object.entries(world.sandbox.environment)) vi.stubEnv(name, value);
  return createImportSite(world, { exportFlags: ' --include-disabled', disabled });
};

const enabledIn = (site: ImportSite) =>
  world.sandbox.engine
    .snapshot(site.target)
    .users.filter(({ enabled }) => enabled)
    .map(({ attributes }) => attributes.email);

const others = Array.from({ length: people }, (_, n) => n + 1).filter((n) => !disabled.includes(n));

describe('users whom the source disabled', () => {
  it('cross last, in a job of their own, and are disabled again, with the window stated before and after', async () => {
    const site = await createSite();

    const plan = await site.poolferry('import package');
    const run = await site.poolferry('import package --execute');

    expect(plan.stderr.replaceAll(/\s+/g, ' ')).toMatch(
      /Disabled in the source: 3 users\. They go last.*until a job has ended/,
    );
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toMatch(
      /Disabled again, as in the source: 3 users\. None of them was enabled in the target for more than \d+ s\./,
    );
    expect(run.exitCode).toBe(0);
    const again = await site.poolferry('import package --execute --json');
    const { jobs, counts } = await expectRowsAccountedFor(site, again.stdout);
    expect(counts).toMatchObject({ imported: people });
    expect(jobs.map(({ rows }: { rows: number }) => rows)).toEqual([others.length, disabled.length]);
    expect(enabledIn(site).sort()).toEqual(others.map(emailOf).sort());
  });

  it('are disabled before anything else when a run died before it could, without another look at the pools', async () => {
    const site = await createSite();
    const fault = { kind: 'access-denied', operation: 'AdminDisableUser' } as const;
    world.sandbox.faults.add(fault);
    const died = await site.poolferry('import package --execute');
    expect(died.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'Up to 3 users whom the source disabled may be enabled in the target until this run goes on.',
    );
    expect(enabledIn(site)).toHaveLength(people);
    world.calmDown();
    const before = world.sandbox.requests.length;

    const plan = await site.poolferry('import package');
    const run = await site.poolferry('import package --execute --json');

    expect(plan.stderr).toContain('First of all');
    const operations = world.sandbox.requests.slice(before).map(({ operation }) => operation);
    const searches = operations.slice(0, operations.indexOf('AdminDisableUser')).filter((name) => name === 'ListUsers');
    // One search for each of those who are disabled at the same time, and no listing of a pool.
    expect(searches.length).toBeLessThanOrEqual(disabled.length);
    await expectRowsAccountedFor(site, run.stdout);
    expect(enabledIn(site).sort()).toEqual(others.map(emailOf).sort());
  });

  it('are left out when the source enabled them since', async () => {
    const site = await createSite();
    await world.sandbox.cognito.call('AdminEnableUser', { UserPoolId: site.source, Username: 'user2' });

    const run = await site.poolferry('import package --execute --json');

    expect(JSON.parse(run.stdout).counts).toMatchObject({
      imported: people - 1,
      failedByCode: { 'enabled-since-export': 1 },
    });
  });

  it('are not disabled where somebody else has the name', async () => {
    const site = await createSite();
    let isThere = false;
    const run = await site.poolferry('import package --execute --json', () => {
      if (isThere) return;
      isThere = true;
      site.squat(5);
    });

    expect(JSON.parse(run.stdout).counts).toMatchObject({ imported: people - 1, failedByCode: { squatted: 1 } });
    expect(enabledIn(site)).toContain(emailOf(5));
  });

  it('keep their job unsettled for as long as the target shows one of them enabled', async () => {
    let isStubborn = true;
    const users = [1, 2, 3].map((n) => buildUser(n, { enabled: n !== 2 }));
    const { importOnce, target, outcomes } = await createImportWorld({
      users,
      includeDisabled: true,
      disablesNobody: () => isStubborn,
    });

    await expect(importOnce()).rejects.toMatchObject({ code: 'not-disabled' });
    expect(outcomes().size).toBe(2);
    isStubborn = false;
    const result = await importOnce();

    expect(result.counts).toMatchObject({ imported: 3 });
    expect(result.arrivals).toMatchObject({ byStatus: { RESET_REQUIRED: 3 }, disabledUsers: 1 });
    expect(target.filter(({ enabled }) => !enabled).map(({ sub }) => sub)).toEqual(['new-user2@example.com']);
  });

  it('are not in failed.csv, whose rows would be imported enabled', async () => {
    const users = [1, 2, 3].map((n) => buildUser(n, { enabled: n !== 2 }));
    const fails = (login: string) => login !== 'user1@example.com';
    const { importOnce, files } = await createImportWorld({ users, includeDisabled: true, jobs: { fails } });

    const result = await importOnce();

    expect(result.counts.failedByCode).toEqual({ 'rejected-by-cognito': 2 });
    expect(files.get('failed.csv')?.slice(1)).toEqual([expect.stringContaining('user3@example.com')]);
  });

  it('are disabled also where the target does not show them in time', async () => {
    const users = [1, 2, 3].map((n) => buildUser(n, { enabled: n !== 2 }));
    const { importOnce, target } = await createImportWorld({
      users,
      includeDisabled: true,
      isHidden: ({ sub }) => sub === 'new-user2@example.com',
    });

    const result = await importOnce();

    expect(result.counts).toMatchObject({ imported: 2, failed: 1 });
    expect(target.filter(({ enabled }) => !enabled).map(({ sub }) => sub)).toEqual(['new-user2@example.com']);
  });

  it('are disabled where nothing but the counts of their job says that it made them', async () => {
    const users = [1, 2, 3].map((n) => buildUser(n, { enabled: n !== 2 }));
    const { importOnce, target } = await createImportWorld({
      users,
      includeDisabled: true,
      withoutPreviousSub: true,
      jobs: { leaves: 'CONFIRMED', isUnreadable: true },
    });

    await importOnce();

    expect(target.filter(({ enabled }) => !enabled).map(({ sub }) => sub)).toEqual(['new-user2@example.com']);
  });

  it('are named in a warning where one of that name is enabled and nothing proves whose it is', async () => {
    const users = [1, 2, 3].map((n) => buildUser(n, { enabled: n === 1 }));
    const { importOnce, target } = await createImportWorld({
      users,
      includeDisabled: true,
      withoutPreviousSub: true,
      jobs: { leaves: 'CONFIRMED', isUnreadable: true, fails: (login) => login === 'user3@example.com' },
    });

    const { warnings } = await importOnce();

    expect(target.every(({ enabled }) => enabled)).toBe(true);
    expect(warnings.join()).toContain('1 user of the name of one whom the source disabled');
  });
});
