import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import type { Ledger, LedgerRow } from '../../core/identity/ledger.ts';
import {
  createLedgerTable,
  type DynamoDbEngine,
  dynamoDbEngines,
  startDynamoDbEngine,
} from '../support/dynamodb-engines.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';

const subs = ['old-1', 'old-2'];
const anySub = fc.constantFrom(...subs);
const anyLogin = fc.constantFrom('login-1', 'login-2');
const anyRun = fc.constantFrom('run-1', 'run-2');
const anyNewSub = fc.constantFrom('new-1', 'new-2');

type Action = { readonly name: string; act(ledger: Ledger, nowMs: number): Promise<unknown> };

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ sub: anySub, login: anyLogin, run: fc.option(anyRun) }).map(({ sub, login, run }) => ({
    name: `claim ${sub} ${login} ${run ?? 'trigger'}`,
    act: (ledger: Ledger, claimedAtMs: number) =>
      ledger.claim({
        previousSub: sub,
        loginHash: login,
        claimedAtMs,
        ...(run === null ? { claimedBy: 'trigger' } : { claimedBy: 'import', runId: run }),
      }),
  })),
  fc.record({ sub: anySub, login: anyLogin, newSub: anyNewSub }).map(({ sub, login, newSub }) => ({
    name: `bind ${sub} ${login} ${newSub}`,
    act: (ledger: Ledger, boundAtMs: number) =>
      ledger.bind({ previousSub: sub, loginHash: login, newSub, newUsername: newSub, boundAtMs }),
  })),
  fc.record({ sub: anySub, run: anyRun }).map(({ sub, run }) => ({
    name: `release ${sub} ${run}`,
    act: (ledger: Ledger) => ledger.release(sub, run),
  })),
  anySub.map((sub) => ({
    name: `withdraw ${sub}`,
    async act(ledger: Ledger) {
      const seen = await ledger.find(sub);
      return seen?.state === 'reserved' ? ledger.withdraw(seen) : 'nothing';
    },
  })),
  anySub.map((sub) => ({
    name: `forget ${sub}`,
    act: async (ledger: Ledger, nowMs: number) => ledger.forget(sub, await ledger.find(sub), nowMs),
  })),
);

const newSubOf = (row: LedgerRow | undefined) => (row?.state === 'bound' ? row.newSub : undefined);

/** What must hold between any earlier and any later look at a row, whatever happened in between. */
const assertLawful = (before: LedgerRow | undefined, after: LedgerRow | undefined) => {
  if (before?.state === 'forgotten') expect(after).toEqual(before);
  if (before?.state === 'bound') expect([before.newSub, undefined]).toContain(newSubOf(after));
  if (before?.state === 'bound') expect(['bound', 'forgotten']).toContain(after?.state);
};

describe('the laws of the ledger', () => {
  it('hold however actors interleave: bound and forgotten rows never open, and nobody becomes two', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyAction, { maxLength: 5 }), { minLength: 2, maxLength: 5 }),
        fc.scheduler(),
        async (actors, scheduler) => {
          const ledger = createInMemoryLedger();
          const bound = new Map<string, Set<string>>();
          // Each step of a verb may fall between two steps of another actor's.
          const seam = async <T>(work: () => Promise<T>): Promise<T> => {
            await scheduler.schedule(Promise.resolve());
            return work();
          };
          const interleaved: Ledger = {
            ...ledger,
            claim: (claim) => seam(() => ledger.claim(claim)),
            async bind(binding) {
              const outcome = await seam(() => ledger.bind(binding));
              const known = bound.get(binding.previousSub) ?? new Set();
              if (outcome === 'bound') bound.set(binding.previousSub, known.add(binding.newSub));
              return outcome;
            },
            release: (sub, run) => seam(() => ledger.release(sub, run)),
            withdraw: (seen) => seam(() => ledger.withdraw(seen)),
            forget: (sub, seen, nowMs) => seam(() => ledger.forget(sub, seen, nowMs)),
            find: (sub) => seam(() => ledger.find(sub)),
          };
          let nowMs = 0;
          const looks: ReadonlyMap<string, LedgerRow>[] = [];
          const play = async (actions: readonly Action[]) => {
            for (const { act } of actions) {
              nowMs += 1;
              await act(interleaved, nowMs);
              looks.push(new Map(ledger.rows));
            }
          };
          const playing = actors.map(play);
          await scheduler.waitFor(Promise.all(playing));

          for (const sub of subs) {
            for (const [at, look] of looks.entries()) assertLawful(looks[at - 1]?.get(sub), look.get(sub));
            expect(bound.get(sub)?.size ?? 0).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('let nobody take back the claim of somebody else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAction, { maxLength: 12 }), anySub, anyRun, async (actions, sub, run) => {
        const ledger = createInMemoryLedger();
        for (const [at, { act }] of actions.entries()) await act(ledger, at);
        const before = await ledger.find(sub);

        const outcome = await ledger.release(sub, run);

        if (outcome === 'released')
          expect(before).toMatchObject({ state: 'reserved', claimedBy: 'import', runId: run });
        else expect(await ledger.find(sub)).toEqual(before);
      }),
    );
  });

  it('let nobody withdraw a claim that was made or repeated since it was seen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyAction, { maxLength: 8 }),
        fc.array(anyAction, { maxLength: 4 }),
        anySub,
        async (actions, since, sub) => {
          const ledger = createInMemoryLedger();
          for (const [at, { act }] of actions.entries()) await act(ledger, at);
          const seen = await ledger.find(sub);
          if (seen?.state !== 'reserved') return;
          for (const [at, { act }] of since.entries()) await act(ledger, 100 + at);
          const then = await ledger.find(sub);

          const outcome = await ledger.withdraw(seen);

          if (outcome === 'withdrawn') expect(then).toEqual(seen);
          else expect(await ledger.find(sub)).toEqual(then);
        },
      ),
    );
  });
});

for (const engine of dynamoDbEngines) {
  describe(`the ledger in ${engine.name}`, () => {
    let started: DynamoDbEngine;
    let tables = 0;
    beforeAll(async () => {
      started = await startDynamoDbEngine(engine);
    });
    afterAll(() => started.close());

    it('answers as its rules do, whatever is asked of it in whichever order', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyAction, { minLength: 4, maxLength: 15 }), async (actions) => {
          tables += 1;
          const tableName = `laws-${tables}`;
          await createLedgerTable(started.client, tableName);
          const stored = createLedger({ client: started.client, tableName });
          const rules = createInMemoryLedger();

          for (const [at, { act }] of actions.entries()) expect(await act(stored, at)).toEqual(await act(rules, at));

          for (const sub of subs) expect(await stored.find(sub)).toEqual(await rules.find(sub));
        }),
        { numRuns: 25 },
      );
    });
  });
}
