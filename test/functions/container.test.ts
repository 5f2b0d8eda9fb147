import { describe, expect, it } from 'vitest';
import { createBudgets } from '../../functions/invocation/budgets.ts';
import { createPauseSwitch } from '../../functions/migrate-user/pause-switch.ts';

describe('the budget of an invocation', () => {
  it.each([
    ['after a quick start', 300, 3_500],
    ['after a slow start', 2_000, 2_500],
    ['after a start that took nearly all of it', 4_400, 1_500],
    ['in a container that was started ahead', 60_000, 3_500],
  ])('is what is left of Cognito’s patience %s', (_, uptimeMs, budgetMs) => {
    expect(createBudgets()(uptimeMs)).toBe(budgetMs);
  });

  it('is whole again from the second invocation on', () => {
    const next = createBudgets();
    next(2_000);

    expect(next(2_600)).toBe(3_500);
  });
});

describe('the switch in a container', () => {
  const { signal } = new AbortController();

  it('is read once in ten seconds', async () => {
    let nowMs = 0;
    let reads = 0;
    const isPaused = createPauseSwitch(
      async () => {
        reads += 1;
        return reads > 1;
      },
      () => nowMs,
    );

    const answers = [await isPaused(signal)];
    nowMs = 9_999;
    answers.push(await isPaused(signal));
    nowMs = 10_000;
    answers.push(await isPaused(signal));

    expect([answers, reads]).toEqual([[false, false, true], 2]);
  });

  it('stays as it was known where it cannot be read', async () => {
    let nowMs = 0;
    const isPaused = createPauseSwitch(
      async () => {
        if (nowMs > 0) throw new Error('gone');
        return true;
      },
      () => nowMs,
    );
    await isPaused(signal);
    nowMs = 60_000;

    expect(await isPaused(signal)).toBe(true);
  });

  it('fails where it was never known', async () => {
    const isPaused = createPauseSwitch(
      () => Promise.reject(new Error('gone')),
      () => 0,
    );

    await expect(isPaused(signal)).rejects.toThrow('gone');
  });
});
