import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startChildScript } from '../support/run-child-script.ts';
import { startGeneratedPool } from '../support/start-generated-pool.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

let pool: Awaited<ReturnType<typeof startGeneratedPool>>;
beforeAll(async () => {
  // Large enough for shards, small enough to die everywhere.
  pool = await startGeneratedPool({ size: 48, pageSize: 2 });
  for (const [name, value] of Object.entries(pool.environment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await pool.close();
});

const exportIn = (directory: string, killAt = 0) =>
  startChildScript('mortal-export.ts', [directory, pool.sourcePoolId, pool.targetPoolId, String(killAt)]).ended;

const contentOf = (directory: string) =>
  Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));

describe('an export in shards that is killed (kill -9)', () => {
  it('at every page and every write leaves no half package, and continues to the same bytes', {
    timeout: 3_600_000,
  }, async () => {
    const base = await makeTemporaryDirectory();
    const calm = join(base, 'calm');
    mkdirSync(calm);
    const { code, stdout, stderr } = await exportIn(calm);
    expect(code, stderr).toBe(0);
    const points = Number(/^points (\d+)$/m.exec(stdout)?.[1]);
    const meant = contentOf(join(calm, 'package'));
    expect(JSON.parse(meant['manifest.json'] ?? '')).toMatchObject({ listing: { mode: 'sharded', differences: [] } });

    let killed = 0;
    const sweep = async (killAt: number) => {
      const directory = join(base, String(killAt));
      mkdirSync(directory);
      const first = await exportIn(directory, killAt);
      // Shards go on side by side, so that one run has a few points more or less than another.
      if (first.signal === 'SIGKILL') killed += 1;
      const entries = readdirSync(directory);
      if (entries.includes('package')) expect(contentOf(join(directory, 'package'))).toEqual(meant);

      const next = first.signal === 'SIGKILL' ? await exportIn(directory) : first;

      expect(next.code, `point ${killAt}: ${next.stderr}`).toBe(0);
      expect(contentOf(join(directory, 'package')), `point ${killAt}`).toEqual(meant);
      expect(readdirSync(directory).sort(), `point ${killAt}`).toEqual(['package', 'state']);
      expect(readdirSync(join(directory, 'state')), `point ${killAt}`).toEqual(['.gitignore']);
    };
    await pMap(
      Array.from({ length: points }, (_, at) => at + 1),
      sweep,
      { concurrency: 2 },
    );
    expect(killed).toBeGreaterThan(250);
    process.stdout.write(`export killed at ${killed} points of ${points}\n`);
  });
});
