import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { removeNameOf, writeIndexRows } from '../../aws/ledger/login-index.ts';
import { scanClaims, scanNamesOf } from '../../aws/ledger/scan-ledger.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { type ClaimFilter, type LedgerReadPorts, readClaims, readNamesOf } from '../../core/ledger/read-ledger.ts';
import { summarizeClaims } from '../../core/ledger/summarize-claims.ts';
import {
  createLedgerTable,
  type DynamoDbEngine,
  dynamoDbEngines,
  startDynamoDbEngine,
} from '../support/dynamodb-engines.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';

const row = (n: number): LedgerRow => ({
  previousSub: `old-${n}`,
  state: 'reserved',
  loginHash: `hash-${n}`,
  claimedBy: n % 2 === 0 ? 'trigger' : 'import',
  claimedAtMs: n,
});

const portsOver = (readPage: LedgerReadPorts['readClaimsPage'], overrides: Partial<LedgerReadPorts> = {}) => {
  const clock = createSimulatedClock();
  const ports: LedgerReadPorts = {
    readClaimsPage: readPage,
    readNamesPage: async () => ({ rows: [], readUnits: 1 }),
    isRetryable: (error) => error instanceof Error && error.message === 'throttled',
    rateLimit: createRateLimit({ unitsPerSecond: 100, unitsPerCall: 0, clock }),
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
    ...overrides,
  };
  return { ports, clock };
};

describe('readClaims', () => {
  it('goes on over empty pages, and reads a page again that failed', async () => {
    const asked: unknown[] = [];
    const { ports } = portsOver(async (_, startKey) => {
      asked.push(startKey);
      if (asked.length === 3) throw new Error('throttled');
      const at = Number(startKey ?? 0);
      return { rows: at === 1 ? [] : [row(at)], readUnits: 1, ...(at < 3 ? { nextKey: at + 1 } : {}) };
    });

    const rows = await Array.fromAsync(readClaims({ by: 'all' }, ports));

    expect(rows.map(({ previousSub }) => previousSub)).toEqual(['old-0', 'old-2', 'old-3']);
    expect(asked).toEqual([undefined, 1, 2, 2, 3]);
  });

  it('ends at an error that does not pass', async () => {
    const { ports } = portsOver(async () => {
      throw new Error('denied');
    });

    await expect(Array.fromAsync(readClaims({ by: 'all' }, ports))).rejects.toThrow('denied');
  });

  it('leaves read capacity to the sign-ins', async () => {
    const { ports, clock } = portsOver(async (_, startKey) => {
      const at = Number(startKey ?? 0);
      return { rows: [], readUnits: 256, ...(at < 9 ? { nextKey: at + 1 } : {}) };
    });

    await Array.fromAsync(readClaims({ by: 'all' }, ports));

    const spentUnits = 9 * 256;
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual((spentUnits / 100) * 1_000 - 1);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const { ports } = portsOver(
      async () => {
        stop.abort();
        return { rows: [row(1)], readUnits: 0, nextKey: 1 };
      },
      { signal: stop.signal },
    );

    await expect(Array.fromAsync(readClaims({ by: 'all' }, ports))).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe('summarizeClaims', () => {
  it('counts a million claims and keeps the ten oldest', async () => {
    async function* million() {
      for (let n = 0; n < 1_000_000; n += 1) yield row((n * 7_919) % 1_000_000);
    }

    const summary = await summarizeClaims(million());

    expect(summary.reserved).toEqual({ trigger: 500_000, import: 500_000 });
    expect(summary.oldestUnbound.map(({ claimedAtMs }) => claimedAtMs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('shows no bound and no forgotten row among the unbound', async () => {
    async function* rows(): AsyncGenerator<LedgerRow> {
      yield { ...row(1), state: 'bound', newSub: 'new-1' } as LedgerRow;
      yield { previousSub: 'old-2', state: 'forgotten', forgottenAtMs: 0 };
    }

    expect(await summarizeClaims(rows())).toEqual({
      reserved: { trigger: 0, import: 0 },
      bound: { trigger: 0, import: 1 },
      forgotten: 1,
      oldestUnbound: [],
    });
  });
});

for (const engine of dynamoDbEngines) {
  describe(`reading the ledger in ${engine.name}`, () => {
    let started: DynamoDbEngine;
    beforeAll(async () => {
      started = await startDynamoDbEngine(engine);
    });
    afterAll(() => started.close());

    it('finds claims by state, login and username, and names by whom they lead to', async () => {
      await createLedgerTable(started.client, 'read');
      const table = { client: started.client, tableName: 'read' };
      const ledger = createLedger(table);
      const claim = { claimedBy: 'trigger', claimedAtMs: 1 } as const;
      await ledger.claim({ ...claim, previousSub: 'old-1', previousUsername: 'ada', loginHash: 'hash-1' });
      await ledger.claim({ ...claim, previousSub: 'old-2', previousUsername: 'grace', loginHash: 'hash-2' });
      await ledger.bind({
        previousSub: 'old-2',
        loginHash: 'hash-2',
        newSub: 'new-2',
        newUsername: 'grace-now',
        boundAtMs: 2,
      });
      await ledger.forget('old-3', undefined, 3);
      const leadsTo = (loginHash: string, previousSub: string) =>
        ({ loginHash, ambiguous: false, previousSub, previousUsername: 'x', verified: true }) as const;
      await writeIndexRows(
        table,
        [leadsTo('hash-1', 'old-1'), leadsTo('hash-9', 'old-1'), leadsTo('hash-2', 'old-2')],
        1,
      );
      const { ports } = portsOver((filter, startKey) => scanClaims(table, filter, startKey), {
        readNamesPage: (sub, startKey) => scanNamesOf(table, sub, startKey),
      });
      const find = async (filter: ClaimFilter) =>
        (await Array.fromAsync(readClaims(filter, ports))).map(({ previousSub }) => previousSub).toSorted();

      expect(await find({ by: 'all' })).toEqual(['old-1', 'old-2', 'old-3']);
      expect(await find({ by: 'forgotten' })).toEqual(['old-3']);
      expect(await find({ by: 'login', loginHash: 'hash-1' })).toEqual(['old-1']);
      expect(await find({ by: 'username', username: 'ada' })).toEqual(['old-1']);
      expect(await find({ by: 'username', username: 'grace-now' })).toEqual(['old-2']);
      expect((await Array.fromAsync(readNamesOf('old-1', ports))).toSorted()).toEqual(['hash-1', 'hash-9']);

      expect(await removeNameOf(table, 'old-1', 'hash-2')).toBe('kept');
      expect(await removeNameOf(table, 'old-1', 'hash-9')).toBe('removed');
      expect(await removeNameOf(table, 'old-1', 'hash-9')).toBe('kept');
      expect(await Array.fromAsync(readNamesOf('old-1', ports))).toEqual(['hash-1']);
    });

    it('reads a table of several pages to its end', async () => {
      await createLedgerTable(started.client, 'pages');
      const table = { client: started.client, tableName: 'pages' };
      const filler = 'x'.repeat(300_000);
      for (let n = 0; n < 10; n += 1) {
        const Item = { pk: `user#old-${n}`, state: 'reserved', loginHash: 'h', claimedAtMs: n, filler };
        await started.client.send(new PutCommand({ TableName: 'pages', Item }));
      }
      let pages = 0;
      const { ports } = portsOver((filter, startKey) => {
        pages += 1;
        return scanClaims(table, filter, startKey);
      });

      expect((await Array.fromAsync(readClaims({ by: 'all' }, ports))).length).toBe(10);
      expect(pages).toBeGreaterThan(2);
    });
  });
}
