import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createImportWorld, loginHash } from '../support/import-world.ts';
import { buildUser } from '../support/user-builders.ts';

const people = 8;
const sub = (n: number) => buildUser(n).sub;
const email = (n: number) => `user${n}@example.com`;
const numbers = Array.from({ length: people }, (_, n) => n + 1);

const fate = fc.record({
  inTarget: fc.constantFrom('absent', 'absent', 'absent', 'with previous sub', 'stranger'),
  status: fc.constantFrom('RESET_REQUIRED', 'CONFIRMED', 'UNCONFIRMED'),
  ledger: fc.constantFrom('none', 'none', 'reserved', 'reserved for another', 'bound', 'forgotten'),
  source: fc.constantFrom('same', 'same', 'same', 'gone', 'disabled', 'changed'),
  appearsMeanwhile: fc.boolean(),
  fails: fc.boolean(),
  losesLine: fc.boolean(),
});

type Fate = typeof fate extends fc.Arbitrary<infer F> ? F : never;

const inTarget = (n: number, { inTarget: kind, status }: Fate): UserRecord => ({
  ...buildUser(n, { attributes: kind === 'with previous sub' ? { 'custom:prev_sub_id': sub(n) } : {} }),
  sub: `there-${n}`,
  username: `there-${n}`,
  status,
});

const ledgerRow = (n: number, { ledger }: Fate): LedgerRow[] => {
  if (ledger === 'none') return [];
  const row = { previousSub: sub(n), claimedBy: 'trigger', claimedAtMs: 0 } as const;
  const hash = loginHash(email(n));
  if (ledger === 'bound') return [{ ...row, state: 'bound', loginHash: hash, newSub: `there-${n}`, newUsername: 'x' }];
  if (ledger === 'forgotten') return [{ previousSub: sub(n), state: 'forgotten', forgottenAtMs: 0 }];
  return [{ ...row, state: 'reserved', loginHash: ledger === 'reserved' ? hash : 'another' }];
};

const createWorld = async (fates: readonly Fate[], log: { firstLine: number; isUnreadable: boolean }) => {
  const fateOf = (n: number) => fates[n - 1] as Fate;
  const world = await createImportWorld({
    users: numbers.map((n) => buildUser(n)),
    inTarget: numbers.filter((n) => fateOf(n).inTarget !== 'absent').map((n) => inTarget(n, fateOf(n))),
    ledgerRows: numbers.flatMap((n) => ledgerRow(n, fateOf(n))),
    jobs: {
      ...log,
      fails: (login) => fateOf(Number(/\d+/.exec(login)?.[0])).fails,
      losesLine: (line) => fateOf((line % people) + 1).losesLine,
      meanwhile: (all, nowMs) => {
        for (const n of numbers.filter((each) => fateOf(each).appearsMeanwhile && fateOf(each).inTarget === 'absent')) {
          all.push({ ...inTarget(n, { ...fateOf(n), inTarget: 'stranger' }), createdAtMs: nowMs });
        }
      },
    },
  });
  for (const n of numbers) {
    const at = world.source.findIndex((user) => user.sub === sub(n));
    if (fateOf(n).source === 'gone') world.source.splice(at, 1);
    if (fateOf(n).source === 'disabled') world.source.splice(at, 1, buildUser(n, { enabled: false }));
    if (fateOf(n).source === 'changed') world.source.splice(at, 1, buildUser(n, { attributes: { name: 'New' } }));
  }
  return world;
};

describe('the account of rows', () => {
  it('has every row in exactly one outcome, and takes nobody for imported whom no job of ours made', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { minLength: people, maxLength: people }),
        fc.record({ firstLine: fc.constantFrom(0, 1, 2), isUnreadable: fc.boolean() }),
        async (fates, log) => {
          const world = await createWorld(fates, log);

          const { counts } = await world.importOnce();

          const lines = world.files.get('outcome.jsonl') ?? [];
          expect(lines).toHaveLength(people);
          expect(new Set(world.outcomes().keys())).toEqual(new Set(numbers.map(sub)));
          expect(counts.rows).toBe(counts.imported + counts.alreadyThere + counts.failed);
          for (const { outcome, code, newSub, username } of world.outcomes().values()) {
            expect(code !== undefined).toBe(outcome === 'failed');
            expect(newSub !== undefined).toBe(outcome !== 'failed');
            const n = Number(username.slice('user'.length));
            if (outcome === 'imported') expect(newSub).toBe(`new-${email(n)}`);
            if (outcome === 'already-there') expect(fates[n - 1]?.ledger).toBe('bound');
            const row = world.ledger.rows.get(sub(n));
            if (outcome === 'imported') expect(row).toMatchObject({ state: 'bound', newSub });
            if (outcome === 'failed' && row?.state === 'reserved') expect(row.claimedBy).toBe('trigger');
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
