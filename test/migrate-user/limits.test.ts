import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptLimits, createAttemptLimit } from '../../core/migrate-user/attempt-limit.ts';
import { migrateUser } from '../../core/migrate-user/migrate-user.ts';
import { shortestCallMs } from '../../core/migrate-user/shortest-call.ts';
import { createFakeSource } from '../support/fake-source.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';
import { buildEvent, buildSettings } from '../support/migration-builders.ts';
import { buildUser } from '../support/user-builders.ts';

describe('the limit by name', () => {
  it('stops before the source would lock the user out', () => {
    const admit = createAttemptLimit(attemptLimits);

    expect([1, 2, 3, 4, 5, 6].map(() => admit('ada', 0))).toEqual([true, true, true, true, false, false]);
    expect(admit('grace', 0)).toBe(true);
  });

  it('lets one more through after a while, however often somebody tried in between', () => {
    const admit = createAttemptLimit(attemptLimits);
    for (let each = 0; each < 4; each += 1) admit('ada', 0);

    expect([1_000, 10_000, 29_999].map((atMs) => admit('ada', atMs))).toEqual([false, false, false]);
    expect([30_001, 30_002].map((atMs) => admit('ada', atMs))).toEqual([true, false]);
  });

  it('remembers no more names than it may, and forgets the one used longest ago', () => {
    const admit = createAttemptLimit({ attemptsPerName: 1, refillMs: 30_000, names: 2 });

    expect(['ada', 'grace', 'ada', 'joan', 'ada', 'grace'].map((name) => admit(name, 0))).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('never lets more through than its burst and what came back since', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 60 }), (waits) => {
        const admit = createAttemptLimit(attemptLimits);
        let nowMs = 0;
        let admitted = 0;
        for (const wait of waits) {
          nowMs += wait;
          if (admit('ada', nowMs)) admitted += 1;
        }
        expect(admitted).toBeLessThanOrEqual(4 + nowMs / 30_000 + 1e-9);
      }),
      { seed: 20261120 },
    );
  });

  it('answers a limited attempt like any denial, without a call, right password or not', async () => {
    for (const [triggerSource, password] of [
      ['UserMigration_Authentication', 'Right-Password-1'],
      ['UserMigration_Authentication', 'Wrong-Password-1'],
      ['UserMigration_ForgotPassword', ''],
    ]) {
      const accounts = [{ user: buildUser(1), password: 'Right-Password-1' }];
      const source = createFakeSource({ accounts, ledger: createInMemoryLedger(), limited: true });
      const event = buildEvent({ triggerSource, request: { password } });

      const { outcome } = await migrateUser(event, buildSettings({ lookup: 'index' }), source.ports);

      expect(outcome).toEqual({ kind: 'deny', reason: 'attempts-limited' });
      expect(source.calls).toEqual([]);
    }
  });
});

describe('the limit by name, where the target tells upper from lower case', () => {
  it('counts every spelling as one name, because the source may', async () => {
    const admit = createAttemptLimit(attemptLimits);
    const { ports } = createFakeSource({ accounts: [], ledger: createInMemoryLedger() });
    const settings = buildSettings({ target: { caseSensitive: true } });
    const reasons: string[] = [];

    for (const userName of ['ada', 'Ada', 'aDa', 'ADA', 'adA']) {
      const { outcome } = await migrateUser(buildEvent({ userName }), settings, {
        ...ports,
        admit: (triggerSource, name) => admit(`${triggerSource} ${name}`, 0),
      });
      reasons.push(outcome.kind === 'deny' ? outcome.reason : outcome.kind);
    }

    expect(reasons.slice(0, 4)).not.toContain('attempts-limited');
    expect(reasons[4]).toBe('attempts-limited');
  });
});

describe('the limit for all', () => {
  it('is what so many calls at once of at least this length come to', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        (reservedConcurrency, signInsPerSecond) => {
          const ms = shortestCallMs({ reservedConcurrency, signInsPerSecond });
          expect((reservedConcurrency / ms) * 1_000).toBeLessThanOrEqual(signInsPerSecond);
        },
      ),
      { seed: 20261120 },
    );
  });
});

describe('a paused trigger', () => {
  it.each(['user1@example.com', 'nobody@example.com'])(
    'asks %s to try again later, without a call',
    async (userName) => {
      const accounts = [{ user: buildUser(1), password: 'Right-Password-1' }];
      const source = createFakeSource({ accounts, ledger: createInMemoryLedger(), paused: true });

      const { outcome } = await migrateUser(buildEvent({ userName }), buildSettings({ lookup: 'index' }), source.ports);

      expect(outcome).toEqual({ kind: 'outage', reason: 'paused' });
      expect(source.calls).toEqual([]);
    },
  );
});
