import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUnlistedTally } from '../../core/import/find-unlisted.ts';
import type { PackageManifest } from '../../core/journal/package-manifest.ts';
import { type ImportCommandWorld, startImportCommandWorld } from '../support/import-command-world.ts';

/** More than the first pages show, so that there are shards. */
const people = 730;
const firstMs = Date.parse('2026-01-01T00:00:00Z');
const hourMs = 3_600_000;

describe('users whom an export in shards missed', () => {
  let world: ImportCommandWorld;
  beforeEach(async () => {
    world = await startImportCommandWorld();
    await world.writeConfig({ ledger: undefined });
  });
  afterEach(() => world.close());

  const seed = (n: number) =>
    world.sandbox.cognito.seedUser(world.sourcePoolId, {
      username: `user${n}`,
      attributes: { email: `user${n}@example.com`, email_verified: 'true' },
      createdAtMs: firstMs + n * hourMs,
    }).sub;
  const run = (line: string) => world.poolferry(line, { onSleep: () => world.sandbox.clock.advanceMs(5_000) });
  const linesOf = (...path: string[]) =>
    readFileSync(join(world.directory, ...path), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));

  it('are named by the import, which lists the pool as a whole, and cross by another export', async () => {
    const { controls } = world.sandbox.cognito;
    const subs = Array.from({ length: people }, (_, n) => seed(n));
    controls.subForm = 'beyond-ascii';
    const oddOne = seed(people);
    controls.subForm = 'uuid';
    seed(people + 25);
    controls.subPrefixFilter = { leavesOut: 'user61' };
    // So that the first pages, against which shards are held, show a part of the pool, and neither of the two.
    controls.listPages = 'ragged';
    const missed = [oddOne, subs[61]].sort();

    const exported = JSON.parse((await run('export --out package --json')).stdout);
    expect(exported).toMatchObject({ counts: { listed: people }, listing: { mode: 'sharded', differences: [] } });
    seed(people + 26);

    const plan = await run('import package');
    expect(plan.exitCode).toBe(0);
    expect(plan.stderr.replace(/\s+/g, ' ')).toContain('The export missed 2 users,');
    for (const sub of missed) expect(plan.stderr).toContain(sub);
    expect(plan.stderr.replace(/\s+/g, ' ')).toContain('In the source and not in the package: 1 user, who came');

    const imported = await run('import package --execute --json');
    expect(imported.exitCode).toBe(3);
    const { counts, unlisted } = JSON.parse(imported.stdout);
    expect(counts).toMatchObject({ rows: people, imported: people, failed: 0 });
    expect({ ...unlisted, missed: { ...unlisted.missed, first: unlisted.missed.first.toSorted() } }).toEqual({
      missed: { count: 2, first: missed },
      arrived: 1,
    });

    expect((await run('export --out rest --serial --only-missing')).exitCode).toBe(0);
    const rest = linesOf('rest', 'users.jsonl').map(({ username }) => username);
    expect(rest.toSorted()).toEqual([`user${people}`, `user${people + 26}`, 'user61'].sort());
    const restPlan = await run('import rest');
    expect(restPlan.stderr).not.toContain('missed');
  });
});

const manifest = (alreadyCrossed = 0, complete = true): Pick<PackageManifest, 'complete' | 'counts'> => ({
  complete,
  counts: { listed: 0, exported: 0, rejected: 0, alreadyCrossed, rejectedByCode: {} },
});

describe('the tally of users of whom a package says nothing', () => {
  const users = fc.array(
    fc.record({ createdAtMs: fc.nat(50).map((hours) => hours * hourMs), isInPackage: fc.boolean() }),
    { maxLength: 12 },
  );

  it('calls missed who is more than a day older than somebody in the package, whatever the order, and everybody else new', () => {
    fc.assert(
      fc.property(users, (pool) => {
        const tallyOf = (order: readonly (readonly [number, (typeof pool)[number]])[]) => {
          const tally = createUnlistedTally(manifest());
          for (const [n, { createdAtMs, isInPackage }] of order) tally.add({ sub: `${n}`, createdAtMs }, isInPackage);
          const { missed, arrived } = tally.get();
          return { count: missed.count, first: missed.first.toSorted(), arrived };
        };
        const numbered = [...pool.entries()];
        const youngest = Math.max(-hourMs, ...pool.filter((each) => each.isInPackage).map((each) => each.createdAtMs));
        const missed = numbered.filter(([, each]) => !each.isInPackage && each.createdAtMs < youngest - 24 * hourMs);
        const unknown = pool.filter((each) => !each.isInPackage).length;

        const told = tallyOf(numbered);

        expect(told).toEqual({
          count: missed.length,
          first: missed.map(([n]) => `${n}`).sort(),
          arrived: unknown - missed.length,
        });
        expect(tallyOf(numbered.toReversed())).toEqual(told);
      }),
    );
  });

  it('takes as many for crossed as the export left out for that, and says nothing of a part of a pool', () => {
    const tell = (of: ReturnType<typeof manifest>) => {
      const tally = createUnlistedTally(of);
      tally.add({ sub: 'known', createdAtMs: 30 * hourMs }, true);
      for (let n = 0; n < 4; n += 1) tally.add({ sub: `${n}`, createdAtMs: n }, false);
      return tally.get();
    };
    expect(tell(manifest(3))).toEqual({ missed: { count: 1, first: [] }, arrived: 0 });
    expect(tell(manifest(9))).toEqual({ missed: { count: 0, first: [] }, arrived: 0 });
    expect(tell(manifest(0, false))).toEqual({ missed: { count: 0, first: [] }, arrived: 0 });
  });
});
