import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findIndexedLogin } from '../../aws/ledger/find-indexed-login.ts';
import { listIndexRows, removeIndexRowOlderThan, removeNameOf, writeIndexRows } from '../../aws/ledger/login-index.ts';
import type { IndexRow } from '../../core/index-logins/plan-login-index.ts';
import { type RefreshPorts, refreshLoginIndex } from '../../core/index-logins/refresh-login-index.ts';
import {
  createLedgerTable,
  type DynamoDbEngine,
  dynamoDbEngines,
  startDynamoDbEngine,
} from '../support/dynamodb-engines.ts';

const row = (n: number): IndexRow =>
  n % 7 === 0
    ? { loginHash: `hash-${n}`, ambiguous: true }
    : {
        loginHash: `hash-${n}`,
        ambiguous: false,
        previousSub: `sub-${n}`,
        previousUsername: `u${n}`,
        verified: n % 2 === 0,
      };
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => row(from + at));

type Stored = Map<string, { row: IndexRow; generation: number }>;

const createPorts = (stored: Stored, overrides: Partial<RefreshPorts> = {}) => {
  const sleeps: number[] = [];
  const batches: number[] = [];
  const ports: RefreshPorts = {
    async writeRows(batch, generation) {
      batches.push(batch.length);
      for (const each of batch) stored.set(each.loginHash, { row: each, generation });
      return [];
    },
    async *listRows() {
      for (const [loginHash, { generation }] of [...stored]) yield { loginHash, generation };
    },
    async removeRowOlderThan(loginHash, generation) {
      if ((stored.get(loginHash)?.generation ?? 0) >= generation) return 'kept';
      stored.delete(loginHash);
      return 'removed';
    },
    readForgotten: async () => new Set(),
    async removeNameOf(previousSub, loginHash) {
      const row = stored.get(loginHash)?.row;
      if (row === undefined || row.ambiguous || row.previousSub !== previousSub) return 'kept';
      stored.delete(loginHash);
      return 'removed';
    },
    isRetryable: () => false,
    rateLimit: { acquire: async () => undefined, charge: () => undefined },
    clock: {
      async sleep(ms) {
        sleeps.push(ms);
      },
    },
    random: () => 0.5,
    signal: new AbortController().signal,
    onWritten: () => undefined,
    ...overrides,
  };
  return { ports, sleeps, batches };
};

describe('refreshLoginIndex', () => {
  it('writes at most 25 rows at once, and all of them', async () => {
    const stored: Stored = new Map();
    const { ports, batches } = createPorts(stored);

    const result = await refreshLoginIndex(rows(0, 60), 1, ports);

    expect(result).toEqual({ written: 60, removed: 0 });
    expect(batches).toEqual([25, 25, 10]);
    expect(stored.size).toBe(60);
  });

  it('sends rows again that were not taken', async () => {
    const stored: Stored = new Map();
    const { ports: taking } = createPorts(stored);
    const { ports, sleeps } = createPorts(stored, {
      async writeRows(batch, generation) {
        const half = Math.ceil(batch.length / 2);
        await taking.writeRows(batch.slice(0, half), generation);
        return batch.slice(half);
      },
    });

    await refreshLoginIndex(rows(0, 30), 1, ports);

    expect([...stored.values()].map((each) => each.row)).toEqual(expect.arrayContaining(rows(0, 30)));
    expect(sleeps.length).toBeGreaterThan(0);
  });

  it('removes names that are gone, after the others are written', async () => {
    const stored: Stored = new Map();
    await refreshLoginIndex(rows(0, 40), 1, createPorts(stored).ports);

    const result = await refreshLoginIndex(rows(20, 60), 2, createPorts(stored).ports);

    expect(result).toEqual({ written: 40, removed: 20 });
    expect([...stored.keys()].toSorted()).toEqual(
      rows(20, 60)
        .map(({ loginHash }) => loginHash)
        .toSorted(),
    );
  });

  it('takes out again who was forgotten while it wrote', async () => {
    const stored: Stored = new Map();
    const { ports } = createPorts(stored, { readForgotten: async () => new Set(stored.size < 10 ? [] : ['sub-3']) });

    const result = await refreshLoginIndex(rows(0, 10), 1, ports);

    expect(result).toEqual({ written: 10, removed: 1 });
    expect(stored.has('hash-3')).toBe(false);
  });

  it('leaves what a later refresh has written', async () => {
    const stored: Stored = new Map();
    await refreshLoginIndex(rows(0, 10), 5, createPorts(stored).ports);

    const result = await refreshLoginIndex([], 4, createPorts(stored).ports);

    expect(result.removed).toBe(0);
    expect(stored.size).toBe(10);
  });

  it('ends as an undisturbed refresh does, wherever the one before it was stopped', async () => {
    for (let stopAt = 1; stopAt <= 8; stopAt += 1) {
      const stored: Stored = new Map();
      await refreshLoginIndex(rows(0, 50), 1, createPorts(stored).ports);
      let calls = 0;
      const stopping = () => {
        calls += 1;
        if (calls === stopAt) throw new Error('killed');
      };
      const { ports } = createPorts(stored);
      await refreshLoginIndex(rows(48, 120), 2, {
        ...ports,
        writeRows: (batch, generation) => {
          stopping();
          return ports.writeRows(batch, generation);
        },
        removeRowOlderThan: (loginHash, generation) => {
          stopping();
          return ports.removeRowOlderThan(loginHash, generation);
        },
      }).catch(() => undefined);

      await refreshLoginIndex(rows(48, 120), 2, createPorts(stored).ports);

      expect([...stored.keys()].toSorted()).toEqual(
        rows(48, 120)
          .map(({ loginHash }) => loginHash)
          .toSorted(),
      );
    }
  });
});

for (const engine of dynamoDbEngines) {
  describe(`the login index in ${engine.name}`, () => {
    let started: DynamoDbEngine;
    beforeAll(async () => {
      started = await startDynamoDbEngine(engine);
    });
    afterAll(() => started.close());

    it('is written, found, refreshed and cleaned beside the claims', async () => {
      await createLedgerTable(started.client, 'index');
      const table = { client: started.client, tableName: 'index' };

      await started.client.send(new PutCommand({ TableName: 'index', Item: { pk: 'user#old-1', state: 'reserved' } }));
      const { ports } = createPorts(new Map(), {
        writeRows: (batch, generation) => writeIndexRows(table, batch, generation),
        listRows: () => listIndexRows(table),
        removeRowOlderThan: (loginHash, generation) => removeIndexRowOlderThan(table, loginHash, generation),
        removeNameOf: (previousSub, loginHash) => removeNameOf(table, previousSub, loginHash),
      });
      await refreshLoginIndex(rows(0, 30), 1, ports);

      const result = await refreshLoginIndex(rows(10, 40), 2, ports);

      expect(result).toEqual({ written: 30, removed: 10 });
      expect(await findIndexedLogin(table, 'hash-9')).toBeUndefined();
      expect(await findIndexedLogin(table, 'hash-14')).toEqual({ ambiguous: true });
      expect(await findIndexedLogin(table, 'hash-16')).toEqual({
        ambiguous: false,
        previousSub: 'sub-16',
        previousUsername: 'u16',
        verified: true,
      });
      const stored: string[] = [];
      for await (const { loginHash, generation } of listIndexRows(table)) stored.push(`${loginHash} ${generation}`);
      expect(stored.toSorted()).toEqual(
        rows(10, 40)
          .map(({ loginHash }) => `${loginHash} 2`)
          .toSorted(),
      );
    });
  });
}
