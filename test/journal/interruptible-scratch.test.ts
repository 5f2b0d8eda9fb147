import { describe, expect, it } from 'vitest';
import { interruptibleScratch } from '../../core/journal/interruptible-scratch.ts';
import { openMemoryRun } from '../support/export-world.ts';

describe('a scratch that can be interrupted', () => {
  const interrupted = { code: 'interrupted', exitCode: 130 };

  it('neither writes nor reads on once it is told to stop, and still removes', async () => {
    const stop = new AbortController();
    const { scratch } = await openMemoryRun();
    const work = interruptibleScratch(scratch, stop.signal);
    await work.write('a', ['text']);
    stop.abort();

    await expect(work.write('b', ['text'])).rejects.toMatchObject(interrupted);
    await expect(Array.fromAsync(work.read('a'))).rejects.toMatchObject(interrupted);
    await work.remove('a');
    await expect(Array.fromAsync(scratch.read('a'))).rejects.toThrow('"a" was never written');
  });
});
