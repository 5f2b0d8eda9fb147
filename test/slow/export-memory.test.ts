import { expect, it, vi } from 'vitest';
import { startChildScript } from '../support/run-child-script.ts';
import { startGeneratedPool } from '../support/start-generated-pool.ts';

type Measured = {
  readonly users: number;
  readonly exported: number;
  readonly rejected: number;
  readonly mode: string;
  readonly maxRssBytes: number;
};

const measure = async (size: number): Promise<Measured> => {
  const pool = await startGeneratedPool({ size });
  for (const [name, value] of Object.entries(pool.environment)) vi.stubEnv(name, value);
  try {
    const child = startChildScript('measure-export.ts', ['export', pool.sourcePoolId, pool.targetPoolId]);
    const { code, stdout, stderr } = await child.ended;
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout);
  } finally {
    vi.unstubAllEnvs();
    await pool.close();
  }
};

/** When garbage is collected moves the peak by tens of megabytes: the budget of 40 MB is a row of the bench. Held in memory, the pool would take gigabytes. */
const fluctuationMb = 150;

it('exports a million users, each accounted for, without holding them in memory', {
  timeout: 3_600_000,
}, async () => {
  const small = await measure(100_000);
  const large = await measure(1_000_000);

  expect(large).toMatchObject({ users: 1_000_000, mode: 'sharded' });
  expect(large.exported + large.rejected).toBe(1_000_000);
  expect((large.maxRssBytes - small.maxRssBytes) / 1e6).toBeLessThanOrEqual(fluctuationMb);
});
