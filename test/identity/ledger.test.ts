import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import type { Binding, Claim, ClaimRow, Ledger, LedgerRow } from '../../core/identity/ledger.ts';
import {
  createLedgerTable,
  type DynamoDbEngine,
  dynamoDbEngines,
  startDynamoDbEngine,
} from '../support/dynamodb-engines.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';

const claim = (overrides: Partial<Claim> = {}): Claim => ({
  previousSub: 'old-1',
  previousUsername: 'ada',
  loginHash: 'hash-of-ada',
  claimedBy: 'trigger',
  claimedAtMs: 1_000,
  ...overrides,
});
const importClaim = (runId: string, overrides: Partial<Claim> = {}) =>
  claim({ claimedBy: 'import', runId, ...overrides });
const binding = (overrides: Partial<Binding> = {}): Binding => ({
  previousSub: 'old-1',
  loginHash: 'hash-of-ada',
  newSub: 'new-1',
  newUsername: 'new-ada',
  boundAtMs: 2_000,
  ...overrides,
});

/** The row that a first claim of the trigger makes. */
const reservedRow = (overrides: Partial<Claim> = {}): ClaimRow => {
  const first = claim(overrides);
  return { ...first, state: 'reserved', triggerClaimedAtMs: first.claimedAtMs };
};

const claimOf = async (ledger: Ledger, previousSub = 'old-1'): Promise<ClaimRow | undefined> => {
  const row = await ledger.find(previousSub);
  if (row?.state === 'forgotten') throw new Error(`${previousSub} is forgotten`);
  return row;
};

const listAll = async (ledger: Ledger) => {
  const rows: LedgerRow[] = [];
  for await (const row of ledger.list()) rows.push(row);
  return rows;
};

const ledgerContract = (name: string, openLedger: () => Promise<Ledger>) =>
  describe(`ledger in ${name}`, () => {
    let ledger: Ledger;
    const setUp = async () => {
      ledger = await openLedger();
    };

    describe('claim', () => {
      it('reserves the row and keeps who it is for', async () => {
        await setUp();

        const outcome = await ledger.claim(claim());

        expect(outcome).toBe('claimed');
        expect(await ledger.find('old-1')).toEqual(reservedRow());
      });

      it('is shared by attempts for the same login and keeps the first time and the trigger’s last', async () => {
        await setUp();
        await ledger.claim(claim());

        const outcome = await ledger.claim(claim({ claimedAtMs: 9_000 }));

        expect(outcome).toBe('claimed');
        expect(await claimOf(ledger)).toMatchObject({ claimedAtMs: 1_000, triggerClaimedAtMs: 9_000 });
      });

      it('keeps the address of whoever is claimed, also when an import shares the claim', async () => {
        await setUp();
        await ledger.claim(claim({ contactHash: 'hash-of-address' }));
        await ledger.claim(importClaim('run-1'));

        expect((await claimOf(ledger))?.contactHash).toBe('hash-of-address');
      });

      it('keeps the groups that the trigger read last, also when an import shares the claim', async () => {
        await setUp();
        await ledger.claim(claim({ groups: ['readers'] }));
        await ledger.claim(claim({ groups: ['readers', 'writers'] }));
        await ledger.claim(importClaim('run-1'));

        expect(await ledger.find('old-1')).toMatchObject({ groups: ['readers', 'writers'] });
      });

      it('is refused for another login, and changes nothing', async () => {
        await setUp();
        await ledger.claim(claim());

        const outcome = await ledger.claim(claim({ loginHash: 'hash-of-eve', previousUsername: 'eve' }));

        expect(outcome).toBe('other-login');
        expect(await ledger.find('old-1')).toEqual(reservedRow());
      });

      it('is refused for ever once the row is bound', async () => {
        await setUp();
        await ledger.claim(claim());
        await ledger.bind(binding());
        const bound = await ledger.find('old-1');

        expect(await ledger.claim(claim())).toBe('bound');
        expect(await ledger.claim(claim({ loginHash: 'hash-of-eve' }))).toBe('bound');
        expect(await ledger.claim(importClaim('run-1'))).toBe('bound');
        expect(await ledger.find('old-1')).toEqual(bound);
      });

      it('gives many parallel attempts of two logins to one login only', async () => {
        await setUp();
        const attempts = Array.from({ length: 20 }, (_, at) =>
          claim({ loginHash: at % 2 === 0 ? 'hash-of-ada' : 'hash-of-eve', claimedAtMs: 1_000 + at }),
        );

        const outcomes = await Promise.all(attempts.map((attempt) => ledger.claim(attempt)));

        const winner = (await claimOf(ledger))?.loginHash;
        expect(outcomes).toEqual(attempts.map(({ loginHash }) => (loginHash === winner ? 'claimed' : 'other-login')));
      });

      it('leaves the row to the trigger once the trigger shares it', async () => {
        await setUp();
        await ledger.claim(importClaim('run-1'));
        await ledger.claim(claim());
        await ledger.claim(importClaim('run-1'));

        expect((await claimOf(ledger))?.claimedBy).toBe('trigger');
        expect(await ledger.release('old-1', 'run-1')).toBe('not-ours');
      });
    });

    describe('bind', () => {
      it('joins the old and the new user', async () => {
        await setUp();
        await ledger.claim(claim());

        const outcome = await ledger.bind(binding());

        expect(outcome).toBe('bound');
        expect(await ledger.find('old-1')).toEqual({
          ...reservedRow(),
          state: 'bound',
          newSub: 'new-1',
          newUsername: 'new-ada',
          boundAtMs: 2_000,
        });
      });

      it('says bound again to an equal binding and keeps the first time', async () => {
        await setUp();
        await ledger.claim(claim());
        await ledger.bind(binding());

        const outcome = await ledger.bind(binding({ boundAtMs: 9_000 }));

        expect(outcome).toBe('bound');
        expect((await claimOf(ledger))?.boundAtMs).toBe(2_000);
      });

      it('refuses a user nobody claimed', async () => {
        await setUp();

        expect(await ledger.bind(binding())).toBe('not-reserved');
        expect(await ledger.find('old-1')).toBeUndefined();
      });

      it('refuses another login', async () => {
        await setUp();
        await ledger.claim(claim());

        expect(await ledger.bind(binding({ loginHash: 'hash-of-eve' }))).toBe('mismatch');
        expect((await ledger.find('old-1'))?.state).toBe('reserved');
      });

      it('refuses a second new user', async () => {
        await setUp();
        await ledger.claim(claim());
        await ledger.bind(binding());

        expect(await ledger.bind(binding({ newSub: 'new-2' }))).toBe('mismatch');
        expect((await claimOf(ledger))?.newSub).toBe('new-1');
      });
    });

    describe('unbind', () => {
      it('opens a row that is bound to this very user, once, and it can be claimed by any login', async () => {
        await setUp();
        await ledger.claim(importClaim('run-1'));
        await ledger.bind(binding());

        expect(await ledger.unbind('old-1', 'new-1')).toBe('unbound');
        expect(await ledger.unbind('old-1', 'new-1')).toBe('absent');
        expect(await ledger.claim(claim({ loginHash: 'another' }))).toBe('claimed');
      });

      it('leaves a row alone that is bound to another user, only reserved, or forgotten', async () => {
        await setUp();
        await ledger.claim(importClaim('run-1'));
        await ledger.bind(binding());
        await ledger.claim(importClaim('run-1', { previousSub: 'old-2' }));
        await ledger.forget('old-3', undefined, 3_000);

        expect(await ledger.unbind('old-1', 'new-2')).toBe('other');
        expect(await ledger.unbind('old-2', 'new-1')).toBe('other');
        expect(await ledger.unbind('old-3', 'new-1')).toBe('other');
        expect((await listAll(ledger)).map(({ state }) => state).sort()).toEqual(['bound', 'forgotten', 'reserved']);
      });
    });

    describe('release', () => {
      it('takes back the claim of the same run', async () => {
        await setUp();
        await ledger.claim(importClaim('run-1'));

        expect(await ledger.release('old-1', 'run-1')).toBe('released');
        expect(await ledger.find('old-1')).toBeUndefined();
        expect(await ledger.release('old-1', 'run-1')).toBe('absent');
      });

      it('leaves the claims of another run, of the trigger, and bound rows', async () => {
        await setUp();
        await ledger.claim(importClaim('run-1'));
        await ledger.claim(claim({ previousSub: 'old-2' }));
        await ledger.claim(importClaim('run-1', { previousSub: 'old-3' }));
        await ledger.bind(binding({ previousSub: 'old-3' }));

        expect(await ledger.release('old-1', 'run-2')).toBe('not-ours');
        expect(await ledger.release('old-2', 'run-1')).toBe('not-ours');
        expect(await ledger.release('old-3', 'run-1')).toBe('not-ours');
        expect((await listAll(ledger)).length).toBe(3);
      });

      it('leaves the claim to the run that claimed last', async () => {
        await setUp();
        await ledger.claim(importClaim('run-1'));
        await ledger.claim(importClaim('run-2'));

        expect(await ledger.release('old-1', 'run-1')).toBe('not-ours');
        expect(await ledger.release('old-1', 'run-2')).toBe('released');
      });
    });

    describe('withdraw', () => {
      it.each([
        ['the trigger', claim()],
        ['an import', importClaim('run-1')],
      ])('takes back an unbound claim of %s, so that another login can claim', async (_, first) => {
        await setUp();
        await ledger.claim(first);

        expect(await ledger.withdraw((await claimOf(ledger)) as ClaimRow)).toBe('withdrawn');

        expect(await ledger.find('old-1')).toBeUndefined();
        expect(await ledger.claim(claim({ loginHash: 'hash-of-eve' }))).toBe('claimed');
      });

      it.each<[string, (seen: ClaimRow) => Promise<unknown>]>([
        ['was claimed again by the trigger', () => ledger.claim(claim({ claimedAtMs: 5_000 }))],
        ['was claimed by an import since', () => ledger.claim(importClaim('run-9'))],
        ['was bound', () => ledger.bind(binding())],
        ['was forgotten', (seen) => ledger.forget('old-1', seen, 3_000)],
      ])('leaves a row that %s', async (_, happens) => {
        await setUp();
        await ledger.claim(claim());
        const seen = (await claimOf(ledger)) as ClaimRow;
        await happens(seen);
        const then = await ledger.find('old-1');

        expect(await ledger.withdraw(seen)).toBe('changed');
        expect(await ledger.find('old-1')).toEqual(then);
      });

      it('says that a claim is gone', async () => {
        await setUp();

        expect(await ledger.withdraw(reservedRow())).toBe('absent');
      });
    });

    describe('forget', () => {
      const tombstone = { previousSub: 'old-1', state: 'forgotten', forgottenAtMs: 3_000 };

      it.each<[string, () => Promise<unknown>]>([
        ['who has not begun to cross', async () => undefined],
        ['whom the trigger has claimed', () => ledger.claim(claim({ contactHash: 'hash-of-address' }))],
        ['whom an import has claimed', () => ledger.claim(importClaim('run-1'))],
        [
          'who has crossed',
          async () => {
            await ledger.claim(claim());
            await ledger.bind(binding());
          },
        ],
      ])('leaves nothing but a tombstone of somebody %s', async (_, happened) => {
        await setUp();
        await happened();

        expect(await ledger.forget('old-1', await ledger.find('old-1'), 3_000)).toBe('forgotten');

        expect(await ledger.find('old-1')).toEqual(tombstone);
        expect(await listAll(ledger)).toEqual([tombstone]);
      });

      it('is for ever, whatever comes after it', async () => {
        await setUp();
        await ledger.claim(importClaim('run-1'));
        const seen = (await claimOf(ledger)) as ClaimRow;
        await ledger.forget('old-1', seen, 3_000);

        expect(await ledger.claim(claim())).toBe('bound');
        expect(await ledger.claim(importClaim('run-1'))).toBe('bound');
        expect(await ledger.bind(binding())).toBe('mismatch');
        expect(await ledger.release('old-1', 'run-1')).toBe('not-ours');
        expect(await ledger.withdraw(seen)).toBe('changed');
        expect(await ledger.find('old-1')).toEqual(tombstone);
      });

      it('says so again when it is asked again, and keeps the first time', async () => {
        await setUp();
        await ledger.claim(claim());
        const seen = await ledger.find('old-1');
        await ledger.forget('old-1', seen, 3_000);

        expect(await ledger.forget('old-1', await ledger.find('old-1'), 9_000)).toBe('forgotten');
        expect(await ledger.forget('old-1', seen, 9_000)).toBe('forgotten');
        expect(await ledger.find('old-1')).toEqual(tombstone);
      });

      it('goes on when the same claim was only repeated', async () => {
        await setUp();
        await ledger.claim(claim());
        const seen = await ledger.find('old-1');
        await ledger.claim(claim({ claimedAtMs: 2_000 }));

        expect(await ledger.forget('old-1', seen, 3_000)).toBe('forgotten');
      });

      it('waits for another look when the user crossed meanwhile', async () => {
        await setUp();
        await ledger.claim(claim());
        const seen = await ledger.find('old-1');
        await ledger.bind(binding());

        expect(await ledger.forget('old-1', seen, 3_000)).toBe('changed');
        expect(await ledger.forget('old-1', undefined, 3_000)).toBe('changed');
        expect((await claimOf(ledger))?.newSub).toBe('new-1');
      });
    });

    it('lists every row', async () => {
      await setUp();
      for (let at = 0; at < 30; at += 1) await ledger.claim(claim({ previousSub: `old-${at}` }));

      const rows = await listAll(ledger);

      expect(rows.map((row) => row.previousSub).sort()).toEqual(
        Array.from({ length: 30 }, (_, at) => `old-${at}`).sort(),
      );
    });
  });

ledgerContract('memory', async () => createInMemoryLedger());

for (const engine of dynamoDbEngines) {
  describe(engine.name, () => {
    let started: DynamoDbEngine;
    let tables = 0;
    beforeAll(async () => {
      started = await startDynamoDbEngine(engine);
    });
    afterAll(() => started.close());

    ledgerContract(engine.name, async () => {
      tables += 1;
      const tableName = `ledger-${tables}`;
      await createLedgerTable(started.client, tableName);
      return createLedger({ client: started.client, tableName });
    });

    it('refuses to read a row that another program wrote', async () => {
      await createLedgerTable(started.client, 'strange');
      await started.client.send(
        new PutCommand({ TableName: 'strange', Item: { pk: 'user#old-1', state: 'perhaps', loginHash: 'hash' } }),
      );
      const ledger = createLedger({ client: started.client, tableName: 'strange' });

      const unreadable = { code: 'ledger-row-unreadable' };
      await expect(ledger.find('old-1')).rejects.toMatchObject(unreadable);
      await expect(ledger.claim(claim())).rejects.toMatchObject(unreadable);
      await expect(ledger.withdraw(reservedRow())).rejects.toMatchObject(unreadable);
      await expect(ledger.forget('old-1', reservedRow(), 3_000)).rejects.toMatchObject(unreadable);
      await expect(ledger.forget('old-1', undefined, 3_000)).rejects.toMatchObject(unreadable);
    });
  });
}
