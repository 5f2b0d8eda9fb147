import { expect, it, vi } from 'vitest';
import { startChildScript } from '../support/run-child-script.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

type Measured = { readonly pairs: number; readonly changed: number; readonly maxRssBytes: number };

const run = async (...args: string[]): Promise<Measured> => {
  const { code, stdout, stderr } = await startChildScript('measure-map.ts', args).ended;
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

const measure = async (users: number): Promise<Measured> => {
  const directory = await makeTemporaryDirectory();
  // V8 lets its young generation grow for as long as a process is busy. It is held still here.
  vi.stubEnv('NODE_OPTIONS', '--max-semi-space-size=8');
  try {
    await run('make', directory, String(users));
    return await run('build', directory, String(users));
  } finally {
    vi.unstubAllEnvs();
  }
};

/** When garbage is collected moves the peak by tens of megabytes. Held in memory, 300,000 users took 580 MB. */
const fluctuationMb = 150;

it('builds a map of four times as many users in the same memory', async () => {
  const small = await measure(50_000);
  const large = await measure(200_000);

  expect([small, large]).toMatchObject([
    { pairs: 50_000, changed: 0 },
    { pairs: 200_000, changed: 0 },
  ]);
  expect((large.maxRssBytes - small.maxRssBytes) / 1e6).toBeLessThanOrEqual(fluctuationMb);
});
