import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Collections that depend on nothing but what the process makes: not on how far a thread beside it, or a timer, has come. */
const inOneThread = ['--single-threaded-gc', '--no-incremental-marking'];

/** How often all of the heap is looked at. */
const collectionsOf = (mode: 'free' | 'limited') => {
  const argv = ['--trace-gc', '--expose-gc', ...inOneThread, pathOf('../../support/pass-many-arrays.ts'), mode];
  return execFileSync(process.execPath, argv, { encoding: 'utf8' }).split('Mark-Compact').length - 1;
};

describe('limitHeapGrowth', () => {
  it('has V8 look at the whole heap far more often than it would by itself', () => {
    const [free, limited] = [collectionsOf('free'), collectionsOf('limited')];
    expect(free).toBeGreaterThan(0);
    expect(limited).toBeGreaterThan(1.5 * free);
  });

  it('is how the program runs, from its first command on', () => {
    const told = `data:text/javascript,${encodeURIComponent(`
      import v8 from 'node:v8';
      import { syncBuiltinESMExports } from 'node:module';
      v8.setFlagsFromString = (flags) => process.stderr.write(flags);
      syncBuiltinESMExports();
    `)}`;
    const cli = pathOf('../../../scripts/cli.ts');

    const { status, stderr } = spawnSync(process.execPath, ['--import', told, cli, '--version'], { encoding: 'utf8' });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '--heap-growing-percent=75' });
  });
});
