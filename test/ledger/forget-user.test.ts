import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexRow } from '../../core/index-logins/plan-login-index.ts';
import { refreshLoginIndex } from '../../core/index-logins/refresh-login-index.ts';
import { forgetUser } from '../../core/ledger/forget-user.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';

const names: readonly IndexRow[] = Array.from({ length: 30 }, (_, n) => ({
  loginHash: `hash-${n}`,
  ambiguous: false,
  previousSub: n % 3 === 0 ? 'old-1' : `other-${n}`,
  previousUsername: `user-${n}`,
  verified: true,
}));

/** A ledger with its login index, in which every step may fall between two steps of somebody else's. */
const createWorld = (pause: () => Promise<unknown>) => {
  const ledger = createInMemoryLedger();
  const index = new Map<string, { readonly row: IndexRow; readonly generation: number }>();
  const leadsTo = (loginHash: string) => {
    const row = index.get(loginHash)?.row;
    return row === undefined || row.ambiguous ? undefined : row.previousSub;
  };
  const step = async <T>(work: () => T | Promise<T>): Promise<T> => {
    await pause();
    return work();
  };
  const removeNameOf = (previousSub: string, loginHash: string) =>
    step(
      () => (leadsTo(loginHash) === previousSub && index.delete(loginHash) ? 'removed' : 'kept') as 'removed' | 'kept',
    );
  return {
    ledger,
    namesOf: (sub: string) => [...index.keys()].filter((loginHash) => leadsTo(loginHash) === sub),
    refresh: (generation: number) =>
      refreshLoginIndex(names, generation, {
        writeRows: (rows) =>
          step(() => {
            for (const row of rows) index.set(row.loginHash, { row, generation });
            return [];
          }),
        async *listRows() {
          yield* [...index].map(([loginHash, { generation: writtenAt }]) => ({ loginHash, generation: writtenAt }));
        },
        removeRowOlderThan: async () => 'kept',
        readForgotten: () =>
          step(
            () =>
              new Set(
                [...ledger.rows.values()].filter(({ state }) => state === 'forgotten').map((row) => row.previousSub),
              ),
          ),
        removeNameOf,
        isRetryable: () => false,
        rateLimit: { acquire: async () => undefined, charge: () => undefined },
        clock: { sleep: async () => undefined },
        random: () => 0,
        signal: new AbortController().signal,
        onWritten: () => undefined,
      }),
    forget: async (sub: string) =>
      forgetUser(sub, await step(() => ledger.find(sub)), {
        forget: (...given) => step(() => ledger.forget(...given)),
        async *namesOf() {
          // A listing that began before a name was written does not show it.
          yield* await step(() => [...index.keys()].filter((loginHash) => leadsTo(loginHash) === sub));
        },
        removeNameOf,
        nowMs: () => 1,
      }),
  };
};

describe('forgetUser', () => {
  it('takes every name of the user out of the login index, and no other', async () => {
    const world = createWorld(async () => undefined);
    await world.refresh(1);

    expect(await world.forget('old-1')).toEqual({ outcome: 'forgotten', namesRemoved: 10 });
    expect(world.namesOf('old-1')).toEqual([]);
    expect(world.namesOf('other-1')).toEqual(['hash-1']);
    expect(await world.forget('old-1')).toEqual({ outcome: 'forgotten', namesRemoved: 0 });
  });

  it('removes nothing when the user crossed since the plan', async () => {
    const world = createWorld(async () => undefined);
    await world.refresh(1);
    const claim = { previousSub: 'old-1', loginHash: 'h', claimedBy: 'trigger', claimedAtMs: 0 } as const;
    await world.ledger.claim(claim);
    await world.ledger.bind({ ...claim, newSub: 'new-1', newUsername: 'x', boundAtMs: 0 });

    const result = await forgetUser('old-1', undefined, {
      forget: world.ledger.forget,
      namesOf: () => {
        throw new Error('asked for names');
      },
      removeNameOf: async () => 'removed',
      nowMs: () => 1,
    });

    expect(result).toEqual({ outcome: 'changed' });
  });

  it('wins over a refresh of the login index that runs at the same time, however they interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = createWorld(() => scheduler.schedule(Promise.resolve()));

        await scheduler.waitFor(Promise.all([world.refresh(1), world.forget('old-1')]));

        expect(world.namesOf('old-1')).toEqual([]);
        expect(world.namesOf('other-1')).toEqual(['hash-1']);
      }),
    );
  });
});
