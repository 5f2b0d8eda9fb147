import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Enough for V8 to be lavish, whatever memory this machine has and whatever its environment says. */
const largeHeap = '--max-old-space-size=4096';

/** Collections that depend on nothing but what the process makes: not on how far a thread beside it, or a timer, has come. */
const inOneThread = ['--single-threaded-gc', '--no-incremental-marking'];

/** How often all of the heap is looked at. */
const collectionsOf = (mode: 'free' | 'limited') => {
  const flags = ['--trace-gc', '--expose-gc', ...inOneThread, largeHeap];
  const argv = [...flags, pathOf('../../support/pass-many-arrays.ts'), mode];
  return execFileSync(process.execPath, argv, { encoding: 'utf8' }).split('Mark-Compact').length - 1;
};

/** What the program tells V8 where its heap has such a limit. */
const toldBy = (limit: string) => {
  const watch = `data:text/javascript,${encodeURIComponent(`
    import v8 from 'node:v8';
    import { syncBuiltinESMExports } from 'node:module';
    v8.setFlagsFromString = (flags) => process.stderr.write(flags);
    syncBuiltinESMExports();
  `)}`;
  const argv = [limit, '--import', watch, pathOf('../../../scripts/cli.ts'), '--version'];
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  return { status, told: stderr };
};

describe('limitHeapGrowth', () => {
  it('has V8 look at the whole heap far more often than it would by itself', () => {
    const [free, limited] = [collectionsOf('free'), collectionsOf('limited')];
    expect(free).toBeGreaterThan(0);
    expect(limited).toBeGreaterThan(1.5 * free);
  });

  it('is how the program runs, from its first command on', () => {
    expect(toldBy(largeHeap)).toEqual({ status: 0, told: '--heap-growing-percent=75' });
  });

  it('leaves V8 to itself on a small machine, where it looks more often than that', () => {
    expect(toldBy('--max-old-space-size=1024')).toEqual({ status: 0, told: '' });
  });
});
