import { expect, it } from 'vitest';
import { startChildScript } from '../support/run-child-script.ts';

const pairs = 1_500_000;

it('holds a pair of users whose usernames are their subs in at most 60 bytes', async () => {
  const { code, stdout, stderr } = await startChildScript('measure-lookup.ts', [String(pairs)]).ended;

  expect(code, stderr).toBe(0);
  const measured = JSON.parse(stdout) as { pairs: number; bytesPerPair: number };
  expect(measured.pairs).toBe(pairs);
  // What two UUIDs take by themselves; less would mean that nothing was measured.
  expect(measured.bytesPerPair).toBeGreaterThan(32);
  expect(measured.bytesPerPair).toBeLessThanOrEqual(60);
});
