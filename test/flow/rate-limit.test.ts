import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';

describe('a rate limit', () => {
  it('lets calls through at the given rate, in the order they asked', async () => {
    const clock = createSimulatedClock();
    const limit = createRateLimit({ unitsPerSecond: 10, unitsPerCall: 1, clock });
    const passed: { call: number; atMs: number }[] = [];

    await Promise.all(
      Array.from({ length: 21 }, (_, call) =>
        limit.acquire().then(() => passed.push({ call, atMs: Math.round(clock.monotonicMs()) })),
      ),
    );

    expect(passed).toEqual(Array.from({ length: 21 }, (_, call) => ({ call, atMs: call * 100 })));
  });

  it('saves up no more than its burst while nobody calls', async () => {
    const clock = createSimulatedClock();
    const limit = createRateLimit({ unitsPerSecond: 10, unitsPerCall: 1, burstUnits: 3, clock });
    await clock.sleep(60_000);
    const idleUntilMs = clock.monotonicMs();

    for (let call = 0; call < 5; call += 1) await limit.acquire();

    expect(Math.round(clock.monotonicMs() - idleUntilMs)).toBe(200);
  });

  it('makes later calls wait for what an earlier one turned out to cost', async () => {
    const clock = createSimulatedClock();
    const limit = createRateLimit({ unitsPerSecond: 100, unitsPerCall: 0, burstUnits: 100, clock });

    await limit.acquire();
    limit.charge(350);
    await limit.acquire();

    expect(Math.round(clock.monotonicMs())).toBe(2_500);
  });

  it('never exceeds the rate over a whole run, whatever single calls cost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 500 }),
        async (costs, unitsPerSecond) => {
          const clock = createSimulatedClock();
          const limit = createRateLimit({ unitsPerSecond, unitsPerCall: 0, burstUnits: unitsPerSecond, clock });
          let used = 0;
          for (const cost of costs) {
            await limit.acquire();
            // Before this call runs, all that was used so far fits into the time that has passed, plus the burst.
            expect(used).toBeLessThanOrEqual((clock.monotonicMs() / 1000) * unitsPerSecond + unitsPerSecond + 1e-6);
            limit.charge(cost);
            used += cost;
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('falls once a second while it is told that the service refuses, never to nothing, and comes back slowly', async () => {
    const clock = createSimulatedClock();
    const limit = createRateLimit({ unitsPerSecond: 100, unitsPerCall: 1, clock });
    const callsWithin = async (ms: number) => {
      const endMs = clock.monotonicMs() + ms;
      let calls = 0;
      for (; clock.monotonicMs() < endMs; calls += 1) await limit.acquire();
      return calls;
    };

    for (let refusal = 0; refusal < 20; refusal += 1) limit.slowDown(0.5);
    expect(await callsWithin(1_000)).toBeCloseTo(51, -1);
    for (let second = 0; second < 20; second += 1) {
      limit.slowDown(0.5);
      await clock.sleep(1_001);
    }
    expect(await callsWithin(10_000)).toBeGreaterThanOrEqual(9);
    await clock.sleep(300_000);
    expect(await callsWithin(10_000)).toBeCloseTo(1_000, -2);
  });

  it('lets the others go on when a waiting caller is interrupted', async () => {
    const clock = createSimulatedClock();
    const limit = createRateLimit({ unitsPerSecond: 1, unitsPerCall: 1, clock });
    const interruption = new AbortController();
    await limit.acquire();

    const interrupted = limit.acquire(interruption.signal);
    const patient = limit.acquire();
    interruption.abort();

    await expect(interrupted).rejects.toMatchObject({ code: 'interrupted' });
    await expect(patient).resolves.toBeUndefined();
  });
});
