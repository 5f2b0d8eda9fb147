import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runWorkers } from '../../core/flow/run-workers.ts';

describe('runWorkers', () => {
  it('does every task once, with no more at once than it may', async () => {
    const done: number[] = [];
    let underWay = 0;
    let most = 0;

    await runWorkers([1, 2, 3, 4, 5, 6, 7], 3, async (task) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await turn();
      underWay -= 1;
      done.push(task);
    });

    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('begins nothing after a failure, waits for what is under way, and fails with the first', async () => {
    const events: string[] = [];

    const running = runWorkers(['bad', 'slow', 'never'], 2, async (task) => {
      events.push(`begin ${task}`);
      await turn();
      if (task === 'bad') throw new Error('first');
      await turn();
      events.push(`end ${task}`);
    });

    await expect(running).rejects.toThrow('first');
    expect(events).toEqual(['begin bad', 'begin slow', 'end slow']);
  });
});
