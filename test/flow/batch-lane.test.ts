import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatchLane, sendAgain } from '../../core/flow/batch-lane.ts';

type Settings = Parameters<typeof createBatchLane<string, string>>[0];

const lane = (changes: Partial<Settings>) =>
  createBatchLane<string, string>({
    maxInFlight: 2,
    maxBatch: 3,
    keyOf: (job) => job,
    beforeTaking: async () => undefined,
    send: async (batch) => batch.map((job) => job.toUpperCase()),
    ...changes,
  });

describe('createBatchLane', () => {
  it('answers every job with its own result', async () => {
    const { submit } = lane({});

    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map(submit))).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('never has more batches under way, nor more jobs in one, than it may', async () => {
    let underWay = 0;
    let most = 0;
    const sizes: number[] = [];
    const { submit } = lane({
      async send(batch) {
        underWay += 1;
        most = Math.max(most, underWay);
        sizes.push(batch.length);
        await turn();
        underWay -= 1;
        return batch;
      },
    });

    await Promise.all(Array.from({ length: 20 }, (_, n) => submit(`job ${n}`)));

    expect(most).toBe(2);
    expect(Math.max(...sizes)).toBe(3);
    expect(sizes.length).toBe(7);
  });

  it('keeps two jobs with one key out of one batch', async () => {
    const batches: (readonly string[])[] = [];
    const { submit } = lane({
      keyOf: (job) => job.charAt(0),
      async send(batch) {
        batches.push(batch);
        return batch;
      },
    });

    await Promise.all(['a1', 'a2', 'b1', 'a3'].map(submit));

    for (const batch of batches) expect(new Set(batch.map((job) => job.charAt(0))).size).toBe(batch.length);
    expect(batches.flat().toSorted()).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('gives every job one answer, and keeps the order of jobs with one key, whatever is sent again', async () => {
    const jobs = fc.array(fc.record({ key: fc.nat({ max: 6 }), refusals: fc.nat({ max: 2 }) }), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(jobs, fc.integer({ min: 1, max: 30 }), async (asked, maxBatch) => {
        const names = asked.map(({ key }, n) => `${key}:${n}`);
        const refusals = new Map(names.map((name, n) => [name, asked[n]?.refusals ?? 0]));
        const done: string[] = [];
        const { submit } = lane({
          maxInFlight: 1,
          maxBatch,
          keyOf: (job) => job.split(':')[0] as string,
          async send(batch) {
            expect(new Set(batch.map((job) => job.split(':')[0])).size).toBe(batch.length);
            return batch.map((job) => {
              const left = refusals.get(job) ?? 0;
              refusals.set(job, left - 1);
              if (left > 0) return sendAgain;
              done.push(job);
              return job;
            });
          },
        });

        expect(await Promise.all(names.map(submit))).toEqual(names);
        const byKey = (order: readonly string[]) => Object.groupBy(order, (job) => job.split(':')[0] as string);
        expect(byKey(done)).toEqual(byKey(names));
      }),
    );
  });

  it('sends again what asks for it, before what came later', async () => {
    const sent: string[] = [];
    const { submit } = lane({
      maxInFlight: 1,
      maxBatch: 1,
      async send([job]) {
        sent.push(job as string);
        return [sent.length === 1 ? sendAgain : 'done'];
      },
    });

    await Promise.all(['first', 'second'].map(submit));

    expect(sent).toEqual(['first', 'first', 'second']);
  });

  it('hands a later answer on without holding up the lane', async () => {
    const later = Promise.withResolvers<string>();
    const { submit } = lane({
      maxInFlight: 1,
      maxBatch: 1,
      send: async ([job]) => [job === 'slow' ? later.promise : 'done'],
    });

    const slow = submit('slow');
    expect(await submit('quick')).toBe('done');
    later.resolve('late');

    expect(await slow).toBe('late');
  });

  it('fails waiting and later jobs after a failure, and lets the other batch finish', async () => {
    const { submit } = lane({
      maxBatch: 1,
      async send([job]) {
        await turn();
        if (job === 'bad') throw new Error('broken');
        await turn();
        return ['done'];
      },
    });

    const results = await Promise.allSettled(['good', 'bad', 'waiting'].map(submit));

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(submit('later')).rejects.toThrow('broken');
  });

  it('fails all waiting jobs when the wait before taking them fails', async () => {
    const { submit } = lane({
      beforeTaking: async () => {
        throw new Error('interrupted');
      },
    });

    const results = await Promise.allSettled(['a', 'b', 'c'].map(submit));

    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  });
});
